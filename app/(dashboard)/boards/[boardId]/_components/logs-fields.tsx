"use client";

import { TextField } from "@/components/ui/form-field.tsx";
import { LOG_FILTERS, type LogsChart } from "@/lib/domain/chart-spec.ts";
import { ValuesField } from "./values-field.tsx";

type Props = { chart: LogsChart; onChange: (chart: LogsChart) => void };

/** Search and filters of a chart of log records. */
export function LogsFields({ chart, onChange }: Props) {
  return (
    <>
      <TextField
        label="Search, as on the logs page"
        value={chart.search ?? ""}
        onChange={(event) => onChange({ ...chart, search: event.target.value || null })}
      />
      {LOG_FILTERS.map((name) => (
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
