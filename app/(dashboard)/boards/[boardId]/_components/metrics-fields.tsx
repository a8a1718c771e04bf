"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { SelectField, TextArea, TextField } from "@/components/ui/form-field.tsx";
import { LINE_VISUALS, type MetricQuery, type MetricsChart } from "@/lib/domain/chart-spec.ts";
import { METRIC_AGGS } from "@/lib/domain/metrics.ts";
import { readFilterLines, writeFilterLines } from "@/lib/view/filter-text.ts";
import { EMPTY_QUERY } from "@/lib/view/new-charts.ts";
import { MetricNameField } from "./metric-name-field.tsx";
import { ValuesField } from "./values-field.tsx";

type Props = { chart: MetricsChart; onChange: (chart: MetricsChart) => void };

const VISUALS = [...LINE_VISUALS, "heatmap"] as const;
const AUTOMATIC = "";

/** One or two queries, their formula, and how they are drawn. */
export function MetricsFields({ chart, onChange }: Props) {
  const { queries, formula, topK, visual } = chart;
  const setQuery = (at: number, query: MetricQuery) =>
    onChange({ ...chart, queries: queries.map((one, index) => (index === at ? query : one)) });
  const hasTwo = queries.length > 1;
  return (
    <>
      {queries.map((query, index) => (
        <QueryFields
          // biome-ignore lint/suspicious/noArrayIndexKey: the first is a and the second b
          key={index}
          legend={hasTwo ? `Query ${index === 0 ? "a" : "b"}` : "Query"}
          query={query}
          onChange={(next) => setQuery(index, next)}
        />
      ))}
      {hasTwo ? (
        <>
          <TextField
            label="Formula of a and b"
            value={formula ?? ""}
            placeholder="a / b"
            onChange={(event) => onChange({ ...chart, formula: event.target.value || null })}
          />
          <Button
            onClick={() => onChange({ ...chart, queries: queries.slice(0, 1), formula: null })}
          >
            Remove query b
          </Button>
        </>
      ) : (
        <Button
          onClick={() =>
            onChange({ ...chart, queries: [...queries, EMPTY_QUERY], formula: "a / b" })
          }
        >
          Add a second query
        </Button>
      )}
      <SelectField
        label="Drawn as"
        value={visual}
        choices={VISUALS.map((value) => ({ value, label: value }))}
        onChoose={(chosen) =>
          onChange({ ...chart, visual: VISUALS.find((one) => one === chosen) ?? "lines" })
        }
      />
      <TextField
        label="Only the largest groups"
        type="number"
        min={1}
        max={50}
        value={topK ?? ""}
        placeholder="all"
        onChange={({ target }) => onChange({ ...chart, topK: readTopK(target.value) })}
      />
    </>
  );
}

function readTopK(text: string): number | null {
  const value = Number.parseInt(text, 10);
  return Number.isNaN(value) ? null : Math.min(50, Math.max(1, value));
}

type QueryProps = { legend: string; query: MetricQuery; onChange: (query: MetricQuery) => void };

function QueryFields({ legend, query, onChange }: QueryProps) {
  const [filterText, setFilterText] = useState(writeFilterLines(query.filters));
  return (
    <fieldset className="space-y-3">
      <legend className="mb-2 text-12 font-semibold">{legend}</legend>
      <MetricNameField value={query.name} onChange={(name) => onChange({ ...query, name })} />
      <SelectField
        label="As"
        value={query.agg ?? AUTOMATIC}
        choices={[
          { value: AUTOMATIC, label: "what suits the metric" },
          ...METRIC_AGGS.map((agg) => ({ value: agg, label: agg })),
        ]}
        onChoose={(agg) => onChange({ ...query, agg: agg === AUTOMATIC ? null : agg })}
      />
      <ValuesField
        label="One line for each"
        placeholder="attributes, service, environment"
        values={query.groupBy}
        onChange={(groupBy) => onChange({ ...query, groupBy })}
      />
      <TextArea
        label="Only where, one attribute a line"
        rows={3}
        placeholder="http.route = /pay, /cart"
        value={filterText}
        onChange={(event) => {
          setFilterText(event.target.value);
          onChange({ ...query, filters: readFilterLines(event.target.value) });
        }}
      />
    </fieldset>
  );
}
