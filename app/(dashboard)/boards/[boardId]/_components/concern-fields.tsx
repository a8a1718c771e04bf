"use client";

import { SelectField } from "@/components/ui/form-field.tsx";
import { CONCERN_FILTERS, type ConcernChart } from "@/lib/domain/chart-spec.ts";
import { CHARTED_CONCERNS, chartsOf } from "@/lib/domain/concern-charts.ts";
import { ValuesField } from "./values-field.tsx";

type Props = { chart: ConcernChart; onChange: (chart: ConcernChart) => void };

const worded = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);

/** Which chart of which concern, and of whom. */
export function ConcernFields({ chart, onChange }: Props) {
  const charts = Object.entries(chartsOf(chart.concern));
  const chooseConcern = (name: string) => {
    const concern = CHARTED_CONCERNS.find((known) => known === name);
    const [first] = concern ? Object.keys(chartsOf(concern)) : [];
    if (concern && first) onChange({ ...chart, concern, chart: first });
  };
  return (
    <>
      <SelectField
        label="Concern"
        value={chart.concern}
        choices={CHARTED_CONCERNS.map((value) => ({ value, label: worded(value) }))}
        onChoose={chooseConcern}
      />
      <SelectField
        label="Chart"
        value={chart.chart}
        choices={charts.map(([value, { title }]) => ({ value, label: title }))}
        onChoose={(id) => onChange({ ...chart, chart: id })}
      />
      {CONCERN_FILTERS.map((name) => (
        <ValuesField
          key={name}
          label={name}
          values={chart.filters[name] ?? []}
          onChange={(values) =>
            onChange({ ...chart, filters: { ...chart.filters, [name]: values } })
          }
        />
      ))}
    </>
  );
}
