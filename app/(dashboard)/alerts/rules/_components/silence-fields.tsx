"use client";

import { SelectField, TextField } from "@/components/ui/form-field.tsx";
import type { NoDataPolicy } from "@/lib/domain/alerts.ts";
import { formNeeds } from "@/lib/view/alert-form.ts";
import { type FormState, textField } from "./field-state.ts";

const NO_DATA: readonly { value: NoDataPolicy; label: string }[] = [
  { value: "keep", label: "it stays as it is" },
  { value: "alert", label: "that is an alert" },
  { value: "ok", label: "that is fine" },
];

const STALE = [{ value: "same", label: "the same, at once" } as const, ...NO_DATA];

/** What it means that nothing is reported, at all or any more. */
export function SilenceFields({ state }: { state: FormState }) {
  const { form, set } = state;
  return (
    <div className="grid grid-cols-2 gap-3">
      <div className="col-span-2">
        <SelectField
          label={form.stale === "same" ? "If nothing is reported" : "If it was never heard of"}
          choices={NO_DATA}
          value={form.noData}
          onChoose={(value) =>
            set({ noData: NO_DATA.find((one) => one.value === value)?.value ?? "keep" })
          }
        />
      </div>
      <SelectField
        label="If it falls silent"
        choices={STALE}
        value={form.stale}
        onChoose={(value) =>
          set({ stale: STALE.find((one) => one.value === value)?.value ?? "same" })
        }
      />
      {form.stale !== "same" && (
        <TextField
          label="After a silence of"
          note="until then it stays as it is"
          {...textField(state, "staleAfter")}
        />
      )}
      {formNeeds(form).seen && (
        <TextField
          label="If it was heard of for"
          note="empty: however briefly"
          {...textField(state, "minimumSeen")}
        />
      )}
    </div>
  );
}
