"use client";

import { ArrowDownWideNarrow, ChevronDown, CircleX, X } from "lucide-react";
import { type FormEvent, useId } from "react";
import { useBar } from "@/components/frame/use-bar.ts";
import { useServices } from "@/components/frame/use-services.ts";
import { Button } from "@/components/ui/button.tsx";
import { Menu, MenuChoices } from "@/components/ui/menu.tsx";
import type { TraceRow } from "@/lib/view/traces.ts";
import { type ListFilters, NO_FILTERS } from "./traces-state.ts";

/** A variant, since it must win over the button's own colours. */
const PRESSED = "aria-pressed:border-accent aria-pressed:bg-accent-soft";

type Props = {
  filters: ListFilters;
  onChange: (change: Partial<ListFilters>) => void;
  order: "newest" | "slowest";
  onOrder: (order: "newest" | "slowest") => void;
  /** Their routes are offered while typing. */
  routes: readonly TraceRow[];
};

/** What the list is narrowed by. Everything here is in the URL. */
export function TracesFilterBar({ filters, onChange, order, onOrder, routes }: Props) {
  const { bar, setBar } = useBar();
  const narrowed = bar.service !== null || Object.values(filters).some((value) => value !== null);
  return (
    <search aria-label="Filter traces" className="flex flex-wrap items-center gap-2">
      <ServiceChoice />
      <TextFilter
        label="Route"
        value={filters.route ?? ""}
        width="w-44"
        placeholder="any"
        choices={[...new Set(routes.map((row) => row.route))]}
        onCommit={(text) => onChange({ route: text === "" ? null : text })}
      />
      <DurationFilter
        label="At least"
        value={filters.minMs}
        onCommit={(minMs) => onChange({ minMs })}
      />
      <DurationFilter
        label="At most"
        value={filters.maxMs}
        onCommit={(maxMs) => onChange({ maxMs })}
      />
      <Button
        aria-pressed={filters.status === "error"}
        className={PRESSED}
        onClick={() => onChange({ status: filters.status === "error" ? null : "error" })}
      >
        <CircleX size={14} aria-hidden />
        Errors only
      </Button>
      <Button
        aria-pressed={order === "slowest"}
        className={PRESSED}
        onClick={() => onOrder(order === "slowest" ? "newest" : "slowest")}
      >
        <ArrowDownWideNarrow size={14} aria-hidden />
        Slowest first
      </Button>
      {filters.status === "ok" && (
        <Chip label="without errors" onRemove={() => onChange({ status: null })} />
      )}
      {filters.method && (
        <Chip label={`method ${filters.method}`} onRemove={() => onChange({ method: null })} />
      )}
      {narrowed && (
        <Button
          kind="bare"
          onClick={() => {
            onChange(NO_FILTERS);
            if (bar.service !== null) setBar({ service: null, namespace: null });
          }}
        >
          Clear all
        </Button>
      )}
    </search>
  );
}

/** The top bar has this choice too, but no room for it on narrow screens. */
function ServiceChoice() {
  const { bar, setBar } = useBar();
  const { rows } = useServices();
  const names = [...new Set((rows ?? []).map((row) => row.service))].sort();
  const choices = names.map((name) => ({ value: name, label: name }));
  return (
    <Menu
      align="start"
      trigger={
        <Button className="tablet:hidden">
          <span className="text-text-3">Service</span> {bar.service ?? "all"}
          <ChevronDown size={13} className="text-text-3" aria-hidden />
        </Button>
      }
    >
      <MenuChoices
        value={bar.service ?? ""}
        choices={[{ value: "", label: "All services" }, ...choices]}
        onChange={(name) => setBar({ service: name === "" ? null : name, namespace: null })}
      />
    </Menu>
  );
}

type TextProps = {
  label: string;
  value: string;
  width: string;
  unit?: string;
  placeholder?: string;
  choices?: readonly string[];
  onCommit: (text: string) => void;
};

/** Takes effect on Enter or on leaving, so that typing asks nothing of the server. */
function TextFilter({ label, value, width, unit, placeholder, choices = [], onCommit }: TextProps) {
  const listId = useId();
  const commit = (text: string) => {
    if (text.trim() !== value) onCommit(text.trim());
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    commit(String(new FormData(event.currentTarget).get("text") ?? ""));
  };
  return (
    <form onSubmit={submit}>
      <label className="control flex items-center gap-1.5 rounded-2 border border-line bg-surface px-2.5 text-12 text-text-3 focus-within:border-accent">
        {label}
        <input
          key={value}
          name="text"
          defaultValue={value}
          placeholder={placeholder}
          inputMode={unit ? "decimal" : "text"}
          list={choices.length > 0 ? listId : undefined}
          onBlur={(event) => commit(event.currentTarget.value)}
          className={`bg-transparent font-medium text-text placeholder:font-normal placeholder:text-text-3 focus:outline-none ${width}`}
        />
        {unit}
      </label>
      <datalist id={listId}>
        {choices.map((choice) => (
          <option key={choice} value={choice} />
        ))}
      </datalist>
    </form>
  );
}

type DurationProps = {
  label: string;
  value: number | null;
  onCommit: (ms: number | null) => void;
};

/** Milliseconds; what is not a number is no limit. */
function DurationFilter({ label, value, onCommit }: DurationProps) {
  return (
    <TextFilter
      label={label}
      value={value === null ? "" : String(value)}
      width="w-14"
      unit="ms"
      placeholder="any"
      onCommit={(text) => {
        const ms = Number(text.replace(",", "."));
        onCommit(text === "" || !Number.isFinite(ms) || ms < 0 ? null : ms);
      }}
    />
  );
}

function Chip({ label, onRemove }: { label: string; onRemove: () => void }) {
  return (
    <Button onClick={onRemove} aria-label={`Remove filter: ${label}`}>
      {label}
      <X size={13} aria-hidden />
    </Button>
  );
}
