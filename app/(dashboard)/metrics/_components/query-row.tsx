"use client";

import { ChevronDown } from "lucide-react";
import { type ComponentProps, type ReactNode, useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Menu, MenuChoices } from "@/components/ui/menu.tsx";
import { Popover } from "@/components/ui/popover.tsx";
import type { Aggregation } from "@/lib/view/metric-aggregations.ts";
import { filterLabel, type MetricFilter, writeFilter } from "@/lib/view/metric-filters.ts";
import type { MetricItem } from "@/lib/view/metric-list.ts";
import { AddFilter, AttributeChoice } from "./add-filter.tsx";
import { MetricList } from "./metric-list.tsx";
import { AddButton, Chip } from "./picker-popover.tsx";

/** A word before a control, as a sentence is read: "p95 of X where … by …". */
export function Word({ children }: { children: ReactNode }) {
  return <span className="text-12 text-text-3">{children}</span>;
}

type PickerProps = {
  items: readonly MetricItem[];
  metric: string;
  label: string;
} & Pick<ComponentProps<typeof MetricList>, "hrefOf" | "onTake">;

/** The metric at hand, and all others behind it. */
export function MetricPicker({ items, metric, label, hrefOf, onTake }: PickerProps) {
  const [open, setOpen] = useState(false);
  const [text, setText] = useState("");
  return (
    <Popover
      label={label}
      open={open}
      onOpenChange={setOpen}
      className="w-[560px] max-tablet:w-[calc(100vw-16px)]"
      trigger={
        <Button className="max-w-full bg-surface-2" aria-label={`${label}: ${metric}`}>
          <span className="truncate font-semibold">{metric}</span>
          <ChevronDown size={14} aria-hidden className="shrink-0 text-text-3" />
        </Button>
      }
    >
      <MetricList
        items={items}
        text={text}
        onText={setText}
        hrefOf={hrefOf}
        onTake={(item) => {
          setOpen(false);
          onTake?.(item);
        }}
        selected={metric}
        autoFocus
        className="max-h-[min(420px,50vh)]"
      />
    </Popover>
  );
}

type AggregationProps = {
  value: string;
  choices: readonly Aggregation[];
  onChange: (value: string) => void;
  label: string;
};

/** How points and series become one value: only what makes sense for the metric's kind. */
export function AggregationMenu({ value, choices, onChange, label }: AggregationProps) {
  const current = choices.find((choice) => choice.value === value);
  return (
    <Menu
      align="start"
      trigger={
        <Button aria-label={`${label}: ${current?.label ?? value}`}>
          {current?.label ?? value}
          <ChevronDown size={14} aria-hidden className="text-text-3" />
        </Button>
      }
    >
      <MenuChoices value={value} choices={choices} onChange={onChange} />
    </Menu>
  );
}

type FiltersProps = {
  metric: string;
  filters: readonly MetricFilter[];
  onChange: (filters: MetricFilter[]) => void;
};

/** Conditions on attributes; all of them hold. */
export function FilterChips({ metric, filters, onChange }: FiltersProps) {
  return (
    <>
      <Word>where</Word>
      {filters.map((filter) => (
        <Chip
          key={writeFilter(filter)}
          label={filterLabel(filter)}
          onRemove={() => onChange(filters.filter((other) => other !== filter))}
        />
      ))}
      <AddFilter metric={metric} onAdd={(filter) => onChange([...filters, filter])} />
    </>
  );
}

type GroupProps = {
  metric: string;
  groupBy: readonly string[];
  onChange: (groupBy: string[]) => void;
};

/** Attributes that lines are told apart by. */
export function GroupChips({ metric, groupBy, onChange }: GroupProps) {
  return (
    <>
      <Word>by</Word>
      {groupBy.map((attribute) => (
        <Chip
          key={attribute}
          label={attribute}
          onRemove={() => onChange(groupBy.filter((other) => other !== attribute))}
        />
      ))}
      <AddButton label="group" title={`Group ${metric} by`}>
        {(close) => (
          <AttributeChoice
            metric={metric}
            label="Attribute to group by"
            without={groupBy}
            onChoose={(attribute) => {
              onChange([...groupBy, attribute]);
              close();
            }}
          />
        )}
      </AddButton>
    </>
  );
}
