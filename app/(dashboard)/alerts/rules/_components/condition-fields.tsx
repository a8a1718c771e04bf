"use client";

import { SelectField, TextField } from "@/components/ui/form-field.tsx";
import { ALERT_OPERATORS } from "@/lib/domain/alerts.ts";
import { formNeeds, formUnit } from "@/lib/view/alert-form.ts";
import { type FormState, textField } from "./field-state.ts";

const UNITS: Readonly<Record<string, string>> = {
  ...{ ms: "in ms", ratio: "in %", perSecond: "per second", bytes: "in bytes", seconds: "in s" },
  ...{ cores: "in cores", times: "times too fast", flag: "0: no, 1: yes", number: "" },
};

/** When it is an alert, for how long, and when it is over. */
export function ConditionFields({ state }: { state: FormState }) {
  const { form, set } = state;
  const unit = UNITS[formUnit(form)];
  const threshold = unit ? `Threshold, ${unit}` : "Threshold";
  return (
    <div className="space-y-3">
      <div className="grid grid-cols-[5rem_1fr_1fr] gap-3">
        <SelectField
          label="Is"
          choices={ALERT_OPERATORS.map((one) => ({ value: one, label: one }))}
          value={form.operator}
          onChoose={(value) =>
            set({ operator: ALERT_OPERATORS.find((one) => one === value) ?? ">" })
          }
        />
        <TextField label={threshold} inputMode="decimal" {...textField(state, "threshold")} />
        <TextField label="For at least" {...textField(state, "for")} />
      </div>
      <div className="grid grid-cols-2 gap-3">
        <TextField
          label="Recovers at"
          note="empty: at the threshold"
          inputMode="decimal"
          {...textField(state, "recovery")}
        />
        <TextField
          label="And stays so for"
          note="before it is resolved"
          {...textField(state, "keepFiring")}
        />
        {formNeeds(form).count && (
          <TextField
            label="At least so many samples"
            note="fewer prove nothing"
            inputMode="numeric"
            {...textField(state, "minimumCount")}
          />
        )}
        <TextField label="Looks every" {...textField(state, "interval")} />
      </div>
    </div>
  );
}
