"use client";

import { ChevronDown, ChevronLeft, ChevronRight, Download } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Menu, MenuChoices, MenuItem, MenuLabel, MenuSeparator } from "@/components/ui/menu.tsx";
import { Segments } from "@/components/ui/segments.tsx";
import { costsExportHref } from "@/lib/client/costs.ts";
import type { Params } from "@/lib/client/query-client.ts";
import type { CostsResponse } from "@/lib/contract/costs.ts";
import { COST_METRICS } from "@/lib/domain/costs.ts";
import { monthAfter, monthBefore, monthLabel, monthOf } from "@/lib/view/cost-days.ts";
import { COST_GROUPINGS, SWITCHABLE_CHARGES } from "@/lib/view/costs.ts";

type State = {
  span: "month" | "year";
  by: string;
  shape: "stack" | "small";
  metric: (typeof COST_METRICS)[number] | null;
  without: (typeof SWITCHABLE_CHARGES)[number][];
};

type Props = {
  state: State;
  setState: (
    change: Partial<State> & Partial<Record<"month" | "currency" | "convertTo", string | null>>,
  ) => unknown;
  month: string;
  nowMs: number;
  question: Params;
  answer: CostsResponse;
};

/** Which month, by what, in which currency, with which charges; all in the URL. */
export function CostControls({ state, setState, month, nowMs, question, answer }: Props) {
  const isNow = month >= monthOf(nowMs);
  return (
    <div className="flex flex-wrap items-center gap-2">
      <div className="flex items-center gap-1">
        <Button
          square
          aria-label="Month before"
          onClick={() => void setState({ month: monthBefore(month) })}
        >
          <ChevronLeft size={14} aria-hidden />
        </Button>
        <span className="min-w-28 text-center text-13 font-medium" aria-live="polite">
          {state.span === "year" ? `Year to ${monthLabel(month)}` : monthLabel(month)}
        </span>
        <Button
          square
          aria-label="Month after"
          disabled={isNow}
          onClick={() => void setState({ month: monthAfter(month) })}
        >
          <ChevronRight size={14} aria-hidden />
        </Button>
      </div>
      <Segments
        label="By day or month"
        className="min-w-36"
        segments={[
          { id: "month", label: "Days" },
          { id: "year", label: "Months" },
        ]}
        value={state.span}
        onChange={(id) => void setState({ span: id === "year" ? "year" : "month" })}
      />
      <Segments
        label="Shape"
        className="min-w-40"
        segments={[
          { id: "stack", label: "Stacked" },
          { id: "small", label: "Each" },
        ]}
        value={state.shape}
        onChange={(id) => void setState({ shape: id === "small" ? "small" : "stack" })}
      />
      <GroupMenu by={state.by} onChange={(by) => void setState({ by })} />
      <ChargesMenu without={state.without} onChange={(without) => void setState({ without })} />
      <AmountMenu state={state} setState={setState} answer={answer} />
      <Button asChild className="ml-auto">
        <a href={costsExportHref(question)} download>
          <Download size={14} aria-hidden />
          CSV
        </a>
      </Button>
    </div>
  );
}

const arrow = <ChevronDown size={14} aria-hidden className="text-text-3" />;

function GroupMenu({ by, onChange }: { by: string; onChange: (by: string) => void }) {
  const [tag, setTag] = useState("");
  const label =
    COST_GROUPINGS.find(({ value }) => value === by)?.label ?? by.replace(/^tag:/, "tag ");
  return (
    <Menu
      align="start"
      trigger={
        <Button>
          By {label.toLowerCase()} {arrow}
        </Button>
      }
    >
      <MenuChoices value={by} choices={COST_GROUPINGS} onChange={onChange} />
      <MenuSeparator />
      <MenuLabel>By a tag of the bill</MenuLabel>
      <form
        className="flex gap-1 p-1"
        onSubmit={(event) => {
          event.preventDefault();
          if (tag.trim() !== "") onChange(`tag:${tag.trim()}`);
        }}
      >
        <input
          aria-label="Tag"
          value={tag}
          onChange={(event) => setTag(event.target.value)}
          onKeyDown={(event) => event.stopPropagation()}
          placeholder="team"
          className="control w-28 rounded-2 border border-line bg-surface px-2 text-13"
        />
        <Button type="submit">Group</Button>
      </form>
    </Menu>
  );
}

type Charge = (typeof SWITCHABLE_CHARGES)[number];

function ChargesMenu({
  without,
  onChange,
}: {
  without: readonly Charge[];
  onChange: (without: Charge[]) => void;
}) {
  const words: Record<Charge, string> = {
    Credit: "Credits",
    Tax: "Taxes",
    Purchase: "Purchases",
    Adjustment: "Refunds and adjustments",
  };
  const label =
    without.length === 0
      ? "All charges"
      : `Without ${without.map((one) => words[one].toLowerCase()).join(", ")}`;
  return (
    <Menu
      align="start"
      trigger={
        <Button className="max-w-64">
          <span className="truncate">{label}</span> {arrow}
        </Button>
      }
    >
      <MenuLabel>Usage is always in; also</MenuLabel>
      {SWITCHABLE_CHARGES.map((charge) => {
        const isIn = !without.includes(charge);
        return (
          <MenuItem
            key={charge}
            icon={
              <span aria-hidden className="w-4">
                {isIn ? "✓" : ""}
              </span>
            }
            onSelect={() =>
              onChange(isIn ? [...without, charge] : without.filter((one) => one !== charge))
            }
          >
            {words[charge]}
            <span className="sr-only">{isIn ? ", shown" : ", left out"}</span>
          </MenuItem>
        );
      })}
    </Menu>
  );
}

function AmountMenu({ state, setState, answer }: Pick<Props, "state" | "setState" | "answer">) {
  const { currency, otherCurrencies, metric, conversion } = answer;
  if (currency === null) return null;
  const others = conversion?.rates.map(({ from }) => from) ?? [];
  const currencies = [...new Set([currency, ...otherCurrencies, ...others])].sort();
  const all = currencies.length > 1 ? currencies : [];
  return (
    <Menu
      align="start"
      trigger={
        <Button>
          {conversion && "All in "}
          {currency}, {metric} {arrow}
        </Button>
      }
    >
      <MenuLabel>Currency; added up by your rates alone</MenuLabel>
      <MenuChoices
        value={conversion ? `all ${currency}` : currency}
        choices={[
          ...currencies.map((value) => ({ value, label: value })),
          ...all.map((value) => ({ value: `all ${value}`, label: `All in ${value}` })),
        ]}
        onChange={(value) => {
          const [one = "", to = null] = value.split(" ");
          void setState({ currency: to === null ? one : null, convertTo: to });
        }}
      />
      <MenuSeparator />
      <MenuLabel>Amount of the bill</MenuLabel>
      <MenuChoices
        value={state.metric ?? metric ?? ""}
        choices={COST_METRICS.map((value) => ({ value, label: value }))}
        onChange={(value) =>
          void setState({ metric: COST_METRICS.find((known) => known === value) ?? null })
        }
      />
    </Menu>
  );
}
