"use client";

import { Plus, X } from "lucide-react";
import type { FormEvent } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Card } from "@/components/ui/card.tsx";
import type { AskedMetric, MetricQueryResponse } from "@/lib/contract/metrics.ts";
import { aggregationsOf } from "@/lib/view/metric-aggregations.ts";
import type { MetricItem } from "@/lib/view/metric-list.ts";
import type { MetricsState } from "./metrics-state.ts";
import { AggregationMenu, FilterChips, GroupChips, MetricPicker, Word } from "./query-row.tsx";

export type Asked = MetricsState & { metric: string };
export type Change = (next: Partial<{ [K in keyof MetricsState]: MetricsState[K] | null }>) => void;

type Props = {
  state: Asked;
  onChange: Change;
  /** What is offered; empty until it is known. */
  items: readonly MetricItem[];
  /** What was answered: it knows the class of the metrics. */
  answer: MetricQueryResponse | undefined;
  hrefOf: (item: MetricItem) => string;
};

/** What is asked, as a sentence that can be changed: aggregation of a metric where … by …, and a second one. */
export function QueryCard({ state, onChange, items, answer, hrefOf }: Props) {
  const hasSecond = state.metric2 !== null;
  return (
    <Card>
      <search aria-label="Question" className="block divide-y divide-line">
        <div className="flex flex-wrap items-center gap-2 px-4 py-2.5">
          {hasSecond && <Letter>a</Letter>}
          <Agg
            asked={answer}
            value={state.agg}
            onChange={(agg) => onChange({ agg, hide: null })}
            label="Aggregation"
          />
          <Word>of</Word>
          <MetricPicker items={items} metric={state.metric} hrefOf={hrefOf} label="Metric" />
          <FilterChips
            metric={state.metric}
            filters={state.where}
            onChange={(where) => onChange({ where, hide: null })}
          />
          <GroupChips
            metric={state.metric}
            groupBy={state.by}
            onChange={(by) => onChange({ by, hide: null })}
          />
          {state.by.length > 0 && (
            <TopField top={state.top} onChange={(top) => onChange({ top })} />
          )}
          {!hasSecond && (
            <Button
              kind="bare"
              className="ml-auto px-1.5 max-tablet:ml-0"
              onClick={() => onChange({ metric2: state.metric, formula: "a / b", hide: null })}
            >
              <Plus size={13} aria-hidden />
              second metric
            </Button>
          )}
        </div>
        {state.metric2 !== null && (
          <SecondRow
            state={{ ...state, metric2: state.metric2 }}
            onChange={onChange}
            items={items}
            asked={answer?.b}
          />
        )}
      </search>
    </Card>
  );
}

function Letter({ children }: { children: string }) {
  return (
    <span className="grid size-5 place-items-center rounded-1 bg-surface-3 text-12 font-semibold">
      {children}
    </span>
  );
}

type AggProps = {
  asked: AskedMetric | undefined;
  value: string | null;
  onChange: (agg: string) => void;
  label: string;
};

function Agg({ asked, value, onChange, label }: AggProps) {
  if (asked?.metricClass === null && value === null) return null;
  return (
    <AggregationMenu
      value={value ?? asked?.agg ?? "…"}
      choices={aggregationsOf(asked?.metricClass ?? null)}
      onChange={onChange}
      label={label}
    />
  );
}

const TOPS = [3, 5, 8, 12, 20] as const;

/** How many groups get a line of their own. */
function TopField({ top, onChange }: { top: number; onChange: (top: number) => void }) {
  const choices = [...new Set<number>([...TOPS, top])].sort((a, b) => a - b);
  return (
    <label className="inline-flex items-center gap-2 text-12 text-text-3">
      top
      <select
        value={top}
        onChange={(event) => onChange(Number(event.target.value))}
        className="control rounded-2 border border-line bg-surface px-1.5 text-12 font-medium text-text"
      >
        {choices.map((count) => (
          <option key={count} value={count}>
            {count}
          </option>
        ))}
      </select>
    </label>
  );
}

type SecondProps = {
  state: Asked & { metric2: string };
  onChange: Change;
  items: readonly MetricItem[];
  asked: AskedMetric | undefined;
};

/** The second metric and the formula of both. It is grouped like the first. */
function SecondRow({ state, onChange, items, asked }: SecondProps) {
  return (
    <>
      <div className="flex flex-wrap items-center gap-2 px-4 py-2.5">
        <Letter>b</Letter>
        <Agg
          asked={asked}
          value={state.agg2}
          onChange={(agg2) => onChange({ agg2, hide: null })}
          label="Aggregation of b"
        />
        <Word>of</Word>
        <MetricPicker
          items={items}
          metric={state.metric2}
          onTake={({ name }) => onChange({ metric2: name, agg2: null, where2: null, hide: null })}
          label="Second metric"
        />
        <FilterChips
          metric={state.metric2}
          filters={state.where2}
          onChange={(where2) => onChange({ where2, hide: null })}
        />
        <Button
          kind="bare"
          square
          className="ml-auto"
          aria-label="Remove the second metric"
          onClick={() =>
            onChange({ metric2: null, agg2: null, where2: null, formula: null, hide: null })
          }
        >
          <X size={14} aria-hidden />
        </Button>
      </div>
      <FormulaField
        formula={state.formula ?? "a / b"}
        onCommit={(formula) => onChange({ formula: formula || null, hide: null })}
      />
    </>
  );
}

type FormulaProps = { formula: string; onCommit: (formula: string) => void };

/** Takes effect on Enter or on leaving. */
function FormulaField({ formula, onCommit }: FormulaProps) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    onCommit(String(new FormData(event.currentTarget).get("formula") ?? "").trim());
  };
  return (
    <form onSubmit={submit} className="px-4 py-2.5">
      <label className="flex items-center gap-2 text-12 text-text-3">
        Formula
        <input
          key={formula}
          name="formula"
          defaultValue={formula}
          spellCheck={false}
          autoComplete="off"
          onBlur={(event) => {
            const text = event.currentTarget.value.trim();
            if (text !== formula) onCommit(text);
          }}
          className="control w-56 rounded-2 border border-line bg-surface-2 px-2.5 font-mono text-12 text-text focus:border-accent focus:outline-none"
        />
        <span className="max-tablet:hidden">such as a / b, 100 * a / (a + b)</span>
      </label>
    </form>
  );
}
