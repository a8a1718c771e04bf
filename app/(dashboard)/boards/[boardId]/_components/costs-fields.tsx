"use client";

import { SelectField, TextField } from "@/components/ui/form-field.tsx";
import type { CostsChart } from "@/lib/domain/chart-spec.ts";
import { COST_GROUPINGS } from "@/lib/view/costs.ts";

type Props = { chart: CostsChart; onChange: (chart: CostsChart) => void };

const TAG = "tag";

/** By what a chart of costs is stacked, and by day or month. */
export function CostsFields({ chart, onChange }: Props) {
  const isTag = chart.by.startsWith(`${TAG}:`);
  return (
    <>
      <SelectField
        label="By"
        value={isTag ? TAG : chart.by}
        choices={[...COST_GROUPINGS, { value: TAG, label: "Tag" }]}
        onChoose={(by) => onChange({ ...chart, by: by === TAG ? "tag:team" : by })}
      />
      {isTag && (
        <TextField
          label="Tag"
          value={chart.by.slice(TAG.length + 1)}
          maxLength={200}
          onChange={({ target }) => {
            if (target.value !== "") onChange({ ...chart, by: `${TAG}:${target.value}` });
          }}
        />
      )}
      <SelectField
        label="Bars"
        value={chart.granularity}
        choices={[
          { value: "day", label: "A day each" },
          { value: "month", label: "A month each" },
        ]}
        onChoose={(value) =>
          onChange({ ...chart, granularity: value === "month" ? "month" : "day" })
        }
      />
    </>
  );
}
