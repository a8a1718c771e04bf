"use client";

import { SelectField } from "@/components/ui/form-field.tsx";
import {
  LINE_VISUALS,
  type LineVisual,
  REQUEST_FILTERS,
  REQUEST_MEASURES,
  type RequestHeatmapChart,
  type RequestsChart,
} from "@/lib/domain/chart-spec.ts";
import { REQUEST_GROUPINGS } from "@/lib/domain/requests.ts";
import { REQUEST_MEASURE_WORDS } from "@/lib/view/request-panel.ts";
import { CheckList } from "./check-list.tsx";
import { ValuesField } from "./values-field.tsx";

type Props<Chart> = { chart: Chart; onChange: (chart: Chart) => void };

/** Measures, grouping, look and filters of a chart of requests. */
export function RequestsFields({ chart, onChange }: Props<RequestsChart>) {
  return (
    <>
      <CheckList
        legend="Measures"
        choices={REQUEST_MEASURES}
        chosen={chart.measures}
        labelOf={(measure) => REQUEST_MEASURE_WORDS[measure].label}
        onChange={(measures) => {
          if (measures.length > 0) onChange({ ...chart, measures });
        }}
      />
      <CheckList
        legend="One line for each"
        choices={REQUEST_GROUPINGS}
        chosen={chart.groupBy}
        labelOf={(grouping) => grouping}
        onChange={(groupBy) => onChange({ ...chart, groupBy })}
      />
      <VisualField value={chart.visual} onChange={(visual) => onChange({ ...chart, visual })} />
      <RequestFilterFields chart={chart} onChange={onChange} />
    </>
  );
}

/** Filters of a heatmap of requests. */
export function HeatFields({ chart, onChange }: Props<RequestHeatmapChart>) {
  return <RequestFilterFields chart={chart} onChange={onChange} />;
}

/** How lines over time are drawn. */
export function VisualField({
  value,
  onChange,
}: {
  value: LineVisual;
  onChange: (visual: LineVisual) => void;
}) {
  return (
    <SelectField
      label="Drawn as"
      value={value}
      choices={LINE_VISUALS.map((visual) => ({ value: visual, label: visual }))}
      onChoose={(chosen) => onChange(LINE_VISUALS.find((visual) => visual === chosen) ?? "lines")}
    />
  );
}

function RequestFilterFields<Chart extends RequestsChart | RequestHeatmapChart>({
  chart,
  onChange,
}: Props<Chart>) {
  return (
    <fieldset className="space-y-3">
      <legend className="mb-2 text-12 font-semibold">
        Only these; several values with commas between
      </legend>
      {REQUEST_FILTERS.map((name) => (
        <ValuesField
          key={name}
          label={name}
          values={chart.filters[name] ?? []}
          placeholder={PLACEHOLDERS[name]}
          onChange={(values) =>
            onChange({ ...chart, filters: { ...chart.filters, [name]: values } })
          }
        />
      ))}
    </fieldset>
  );
}

const PLACEHOLDERS: Partial<Record<string, string>> = {
  service: "as chosen on the board",
  environment: "as chosen on the board",
};
