"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useServices } from "@/components/frame/use-services.ts";
import { Button } from "@/components/ui/button.tsx";
import { SelectField, TextField } from "@/components/ui/form-field.tsx";
import { ModalDialog } from "@/components/ui/modal-dialog.tsx";
import { channelsQuery } from "@/lib/client/channels.ts";
import { saveObjective } from "@/lib/client/objectives.ts";
import type { ObjectiveStatus } from "@/lib/contract/objectives.ts";
import { type ObjectiveForm, objectiveBody, toObjectiveForm } from "@/lib/view/objective-form.ts";

type Props = { objective: ObjectiveStatus | null; onClose: () => void };

/** Makes an objective, or changes one. */
export function ObjectiveDialog({ objective, onClose }: Props) {
  return (
    <ModalDialog
      open
      onClose={onClose}
      title={objective ? "Change the objective" : "A new objective"}
    >
      <ObjectiveFields objective={objective} onClose={onClose} />
    </ModalDialog>
  );
}

const WINDOWS = [
  { value: "7", label: "7 days" },
  { value: "28", label: "28 days" },
  { value: "30", label: "30 days" },
] as const;

function ObjectiveFields({ objective, onClose }: Props) {
  const client = useQueryClient();
  const [form, setForm] = useState(() => toObjectiveForm(objective));
  const { rows } = useServices();
  const save = useMutation({
    mutationFn: saveObjective,
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["objectives"] });
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({ id: objective?.id ?? null, body: objectiveBody(form, objective) });
  };
  const set = (change: Partial<ObjectiveForm>) => setForm({ ...form, ...change });
  const text = (name: "name" | "service" | "route" | "target" | "targetMs" | "minimumCount") => ({
    value: form[name],
    onChange: ({ target }: { target: { value: string } }) => set({ [name]: target.value }),
  });
  return (
    <form className="space-y-3" onSubmit={submit}>
      <TextField label="Name" required maxLength={150} {...text("name")} />
      <div className="grid grid-cols-2 gap-3">
        <TextField
          label="Service"
          note="empty: every service has its own budget"
          list="objective-services"
          {...text("service")}
        />
        <TextField label="Route" note="empty: all of them" {...text("route")} />
        <TextField label="Good requests, in %" required inputMode="decimal" {...text("target")} />
        <TextField
          label="Good is up to, in ms"
          note="empty: what does not fail"
          inputMode="decimal"
          {...text("targetMs")}
        />
        <SelectField
          label="Over"
          choices={WINDOWS}
          value={form.windowDays}
          onChoose={(windowDays) => set({ windowDays })}
        />
        <TextField
          label="At least so many requests"
          note="fewer prove nothing"
          inputMode="numeric"
          {...text("minimumCount")}
        />
      </div>
      <datalist id="objective-services">
        {[...new Set((rows ?? []).map(({ service }) => service))].map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <label className="control flex items-center gap-2 text-13">
        <input
          type="checkbox"
          className="accent-accent"
          checked={form.alerts}
          onChange={({ target }) => set({ alerts: target.checked })}
        />
        Alert when the budget burns too fast
      </label>
      {form.alerts && <Channels {...{ form, set }} />}
      {save.error && (
        <p role="alert" className="text-12 text-critical">
          {save.error.message}
        </p>
      )}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" kind="main" disabled={save.isPending}>
          {objective ? "Save it" : "Create it"}
        </Button>
      </div>
    </form>
  );
}

type ChannelsProps = { form: ObjectiveForm; set: (change: Partial<ObjectiveForm>) => void };

function Channels({ form, set }: ChannelsProps) {
  const channels = useQuery(channelsQuery()).data?.channels ?? [];
  const toggle = (id: string) =>
    set({
      channelIds: form.channelIds.includes(id)
        ? form.channelIds.filter((one) => one !== id)
        : [...form.channelIds, id],
    });
  if (channels.length === 0) return null;
  return (
    <fieldset className="flex flex-wrap gap-x-4 gap-y-1 text-13">
      <legend className="mb-1 text-12 text-text-2">Channels</legend>
      {channels.map(({ id, name }) => (
        <label key={id} className="control flex items-center gap-1.5">
          <input
            type="checkbox"
            className="accent-accent"
            checked={form.channelIds.includes(id)}
            onChange={() => toggle(id)}
          />
          {name}
        </label>
      ))}
    </fieldset>
  );
}
