"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useZone } from "@/components/frame/preferences.tsx";
import { Button } from "@/components/ui/button.tsx";
import { CheckField, SelectField, TextField } from "@/components/ui/form-field.tsx";
import { ModalDialog } from "@/components/ui/modal-dialog.tsx";
import { createMaintenance, maintenanceQuery } from "@/lib/client/alerts.ts";
import { parseMatchers } from "@/lib/domain/alert-label-text.ts";
import { WEEKDAYS, type Weekday } from "@/lib/domain/maintenance.ts";
import { WEEKDAY_NAMES } from "@/lib/view/maintenance.ts";

type Props = { open: boolean; onClose: () => void };

/** Names a time at which alerts are to be quiet. */
export function MaintenanceDialog({ open, onClose }: Props) {
  return (
    <ModalDialog open={open} onClose={onClose} title="New maintenance">
      <MaintenanceForm onClose={onClose} />
    </ModalDialog>
  );
}

const KINDS = [
  { value: "weekly", label: "Every week" },
  { value: "once", label: "Once" },
];

function MaintenanceForm({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const [kind, setKind] = useState("weekly");
  const [days, setDays] = useState<readonly Weekday[]>(["sun"]);
  const [fields, setFields] = useState({
    ...{ name: "", matching: "", timeZone: useZone(), from: "02:00", to: "04:00" },
  });
  const matchers = parseMatchers(fields.matching);
  const create = useMutation({
    mutationFn: createMaintenance,
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: maintenanceQuery().queryKey });
      await client.invalidateQueries({ queryKey: ["alerts"] });
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { name, timeZone, from, to } = fields;
    const schedule =
      kind === "once"
        ? { kind: "once" as const, from, to }
        : { kind: "weekly" as const, days: [...days], from, to };
    if (matchers) create.mutate({ name, timeZone, matchers, schedule });
  };
  const field = (name: keyof typeof fields) => ({
    value: fields[name],
    onChange: (event: { target: { value: string } }) =>
      setFields({ ...fields, [name]: event.target.value }),
  });
  const chooseKind = (value: string) => {
    setKind(value);
    setFields({
      ...fields,
      ...(value === "once" ? { from: "", to: "" } : { from: "02:00", to: "04:00" }),
    });
  };
  const moment = kind === "once" ? "datetime-local" : "time";
  return (
    <form className="space-y-3" onSubmit={submit}>
      <TextField label="Name" required maxLength={200} {...field("name")} />
      <TextField
        label="Alerts with these labels (empty: all)"
        placeholder="service=checkout, severity!=critical"
        {...field("matching")}
      />
      <SelectField label="When" choices={KINDS} value={kind} onChoose={chooseKind} />
      {kind === "weekly" && (
        <fieldset className="flex flex-wrap gap-x-4">
          <legend className="mb-1 text-12 text-text-2">On</legend>
          {WEEKDAYS.map((day) => (
            <CheckField
              key={day}
              label={WEEKDAY_NAMES[day]}
              checked={days.includes(day)}
              onCheck={(isOn) => setDays(isOn ? [...days, day] : days.filter((one) => one !== day))}
            />
          ))}
        </fieldset>
      )}
      <div className="grid gap-3 tablet:grid-cols-2">
        <TextField label="From" required type={moment} {...field("from")} />
        <TextField label="To" required type={moment} {...field("to")} />
      </div>
      <TextField label="Time zone" required placeholder="Europe/Berlin" {...field("timeZone")} />
      {(create.error || matchers === null) && (
        <p role="alert" className="text-12 text-critical">
          {matchers === null ? "Write NAME=VALUE, several with commas." : create.error?.message}
        </p>
      )}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" kind="main" disabled={create.isPending || matchers === null}>
          Add it
        </Button>
      </div>
    </form>
  );
}
