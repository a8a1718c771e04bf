"use client";

import { useQuery } from "@tanstack/react-query";
import { SelectField, TextArea, TextField } from "@/components/ui/form-field.tsx";
import { channelsQuery } from "@/lib/client/channels.ts";
import { type FormState, textField } from "./field-state.ts";

const SEVERITIES = [
  { value: "info", label: "Info" },
  { value: "warning", label: "Warning" },
  { value: "critical", label: "Critical" },
] as const;

/** Who is told, and what they are told beside the value. */
export function TellingFields({ state }: { state: FormState }) {
  const { form, set } = state;
  return (
    <div className="space-y-3">
      <ChannelField state={state} />
      <div className="grid grid-cols-2 gap-3">
        <SelectField
          label="Severity"
          choices={SEVERITIES}
          value={form.severity}
          onChoose={(value) =>
            set({ severity: SEVERITIES.find((one) => one.value === value)?.value ?? "warning" })
          }
        />
        <TextField label="Owner" {...textField(state, "owner")} />
      </div>
      <TextField label="Labels" placeholder="team=shop, tier=1" {...textField(state, "labels")} />
      <TextField
        label="Runbook"
        type="url"
        placeholder="https://"
        {...textField(state, "runbookUrl")}
      />
      <TextArea
        label="Description"
        rows={2}
        value={form.description}
        onChange={({ target }) => set({ description: target.value })}
      />
    </div>
  );
}

function ChannelField({ state: { form, set, errors } }: { state: FormState }) {
  const { data, error } = useQuery(channelsQuery());
  const channels = data?.channels ?? [];
  const toggle = (id: string) =>
    set({
      channelIds: form.channelIds.includes(id)
        ? form.channelIds.filter((one) => one !== id)
        : [...form.channelIds, id],
    });
  return (
    <fieldset>
      <legend className="mb-1 text-12 text-text-2">Channels</legend>
      <div className="flex flex-wrap gap-x-4 gap-y-1 text-13">
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
      </div>
      {data && channels.length === 0 && (
        <p className="text-12 text-text-3">
          There is no channel yet: the alert stands on the alerts page and tells nobody.
        </p>
      )}
      {(error ?? errors.channelIds) && (
        <p role="alert" className="text-12 text-critical">
          {errors.channelIds ?? error?.message}
        </p>
      )}
    </fieldset>
  );
}
