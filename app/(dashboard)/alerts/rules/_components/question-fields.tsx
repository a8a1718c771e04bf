"use client";

import { Plus, X } from "lucide-react";
import { useServices } from "@/components/frame/use-services.ts";
import { Button } from "@/components/ui/button.tsx";
import { SelectField, TextField } from "@/components/ui/form-field.tsx";
import { ALERT_CONCERNS, alertConcern } from "@/lib/domain/alert-measures.ts";
import { formNeeds } from "@/lib/view/alert-form.ts";
import { type FormState, textField } from "./field-state.ts";

const choicesOf = (names: readonly string[]) => names.map((name) => ({ value: name, label: name }));

/** What a rule asks: a measure of a concern, of which things, over which time. */
export function QuestionFields({ state }: { state: FormState }) {
  const { form, set, errors } = state;
  const concern = alertConcern(form.concern);
  const measures = concern?.measures ? Object.keys(concern.measures) : null;
  const needs = formNeeds(form);
  const chooseConcern = (name: string) => {
    const next = alertConcern(name);
    const first = next?.measures ? (Object.keys(next.measures)[0] ?? "") : "";
    const groupBy = (next?.groupings ?? []).filter((one) => one === "service" || one === "budget");
    // Bills tell of whole days, and seldom.
    const isBill = name === "costs" || name === "budgets";
    const pace = isBill ? { window: "1d", interval: "1h", for: "0s" } : {};
    set({ concern: name, measure: first, groupBy: [...groupBy], filters: [], ...pace });
  };
  return (
    <div className="space-y-3">
      <div className="grid grid-cols-2 gap-3">
        <SelectField
          label="Concern"
          choices={choicesOf(Object.keys(ALERT_CONCERNS))}
          value={form.concern}
          onChoose={chooseConcern}
        />
        {measures ? (
          <SelectField
            label="Measure"
            choices={choicesOf(measures)}
            value={form.measure}
            error={errors.measure}
            onChoose={(measure) => set({ measure })}
          />
        ) : (
          <TextField label="Metric" required {...textField(state, "measure")} />
        )}
      </div>
      {needs.target && (
        <div className="grid grid-cols-2 gap-3">
          <TextField
            label="Good up to, in ms"
            inputMode="decimal"
            {...(needs.objective ? { note: "empty: errors count as bad" } : {})}
            {...textField(state, "targetMs")}
          />
          {needs.objective && (
            <>
              <TextField
                label="Objective, in %"
                inputMode="decimal"
                {...textField(state, "objective")}
              />
              <TextField label="Short window" {...textField(state, "shortWindow")} />
            </>
          )}
        </div>
      )}
      <GroupField state={state} />
      <FilterRows state={state} />
      <div className="grid grid-cols-2 gap-3">
        <TextField
          label="Over the last"
          note="such as 90s, 5m, 2h, 1d"
          {...textField(state, "window")}
        />
        <FormChoice state={state} />
      </div>
      <FormFields state={state} />
    </div>
  );
}

/** Each of the groups is an alert of its own. */
function GroupField({ state: { form, set, errors } }: { state: FormState }) {
  const groupings = alertConcern(form.concern)?.groupings ?? null;
  if (groupings === null) {
    return (
      <TextField
        label="An alert for each (attributes, with commas)"
        value={form.groupBy.join(", ")}
        error={errors.groupBy}
        onChange={({ target }) => set({ groupBy: target.value.split(/\s*,\s*/).filter(Boolean) })}
      />
    );
  }
  if (groupings.length === 0) return null;
  const toggle = (name: string) =>
    set({
      groupBy: form.groupBy.includes(name)
        ? form.groupBy.filter((one) => one !== name)
        : groupings.filter((one) => one === name || form.groupBy.includes(one)),
    });
  return (
    <fieldset>
      <legend className="mb-1 text-12 text-text-2">An alert for each</legend>
      <div className="flex flex-wrap gap-x-4 gap-y-1 text-13">
        {groupings.map((name) => (
          <label key={name} className="control flex items-center gap-1.5">
            <input
              type="checkbox"
              className="accent-accent"
              checked={form.groupBy.includes(name)}
              onChange={() => toggle(name)}
            />
            {name}
          </label>
        ))}
      </div>
      {form.groupBy.length === 0 && (
        <p className="text-12 text-text-3">None chosen: one alert for everything together.</p>
      )}
    </fieldset>
  );
}

function FilterRows({ state: { form, set, errors } }: { state: FormState }) {
  const dimensions = alertConcern(form.concern)?.filters ?? null;
  const { rows } = useServices();
  const change = (at: number, part: { name?: string; values?: string }) =>
    set({ filters: form.filters.map((one, i) => (i === at ? { ...one, ...part } : one)) });
  return (
    <fieldset className="space-y-2">
      <legend className="mb-1 text-12 text-text-2">Only where</legend>
      {form.filters.map((filter, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other identity
        <div key={i} className="flex items-start gap-2">
          <div className="w-36 shrink-0">
            {dimensions === null ? (
              <TextField
                label="Attribute"
                value={filter.name}
                onChange={({ target }) => change(i, { name: target.value })}
              />
            ) : (
              <SelectField
                label="Dimension"
                choices={choicesOf(dimensions)}
                value={filter.name}
                onChoose={(name) => change(i, { name })}
              />
            )}
          </div>
          <div className="min-w-0 flex-1">
            <TextField
              label="Is one of"
              placeholder="with commas"
              list={filter.name === "service" ? "rule-services" : undefined}
              value={filter.values}
              onChange={({ target }) => change(i, { values: target.value })}
            />
          </div>
          <Button
            kind="bare"
            square
            className="mt-5"
            aria-label={`Remove the filter ${filter.name}`}
            onClick={() => set({ filters: form.filters.filter((_, at) => at !== i) })}
          >
            <X size={14} aria-hidden />
          </Button>
        </div>
      ))}
      {errors.filters && (
        <p role="alert" className="text-12 text-critical">
          {errors.filters}
        </p>
      )}
      <datalist id="rule-services">
        {[...new Set((rows ?? []).map(({ service }) => service))].map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <Button
        onClick={() =>
          set({ filters: [...form.filters, { name: dimensions?.[0] ?? "", values: "" }] })
        }
      >
        <Plus size={14} aria-hidden />
        Filter
      </Button>
    </fieldset>
  );
}

const FORMS = [
  { value: "value", label: "the value itself" },
  { value: "compare", label: "it against a time before" },
  { value: "forecast", label: "where it leads" },
] as const;

function FormChoice({ state: { form, set } }: { state: FormState }) {
  if (formNeeds(form).objective) return null;
  return (
    <SelectField
      label="Held against the threshold"
      choices={FORMS}
      value={form.form}
      onChoose={(value) =>
        set({ form: FORMS.find((one) => one.value === value)?.value ?? "value" })
      }
    />
  );
}

const OFFSETS = [
  { value: "1h", label: "an hour before" },
  { value: "1d", label: "yesterday" },
  { value: "7d", label: "last week" },
] as const;
const KINDS = [
  { value: "ratio", label: "now / then, in %" },
  { value: "difference", label: "now − then" },
] as const;

function FormFields({ state }: { state: FormState }) {
  const { form, set, errors } = state;
  if (form.form === "forecast") {
    return <TextField label="In how long" {...textField(state, "horizon")} />;
  }
  if (form.form !== "compare") return null;
  const known = OFFSETS.some(({ value }) => value === form.compareOffset);
  const offsets = known
    ? OFFSETS
    : [...OFFSETS, { value: form.compareOffset, label: `${form.compareOffset} before` }];
  return (
    <div className="grid grid-cols-2 gap-3">
      <SelectField
        label="Same time"
        choices={offsets}
        value={form.compareOffset}
        error={errors.compareOffset}
        onChoose={(compareOffset) => set({ compareOffset })}
      />
      <SelectField
        label="As"
        choices={KINDS}
        value={form.compareAs}
        onChoose={(value) => set({ compareAs: value === "ratio" ? "ratio" : "difference" })}
      />
    </div>
  );
}
