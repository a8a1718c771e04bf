"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useZone } from "@/components/frame/preferences.tsx";
import { Button } from "@/components/ui/button.tsx";
import { SelectField, TextArea, TextField } from "@/components/ui/form-field.tsx";
import { ModalDialog } from "@/components/ui/modal-dialog.tsx";
import { createSilence } from "@/lib/client/alerts.ts";
import { parseMatchers } from "@/lib/domain/alert-label-text.ts";
import { clockMoment } from "@/lib/domain/maintenance.ts";
import type { AlertRow } from "@/lib/view/alerts.ts";
import { MatchedList } from "./matched-list.tsx";

type Props = {
  /** The labels to begin with; null: closed. */
  matching: string | null;
  rows: readonly AlertRow[];
  onClose: () => void;
};

/** Keeps alerts of some labels quiet for a time, and shows beforehand which. */
export function SilenceDialog({ matching, rows, onClose }: Props) {
  return (
    <ModalDialog open={matching !== null} onClose={onClose} title="New silence">
      {matching !== null && <SilenceForm {...{ matching, rows, onClose }} />}
    </ModalDialog>
  );
}

const UNTIL = "until";
const DURATIONS = [
  { value: "1800", label: "30 minutes" },
  { value: "3600", label: "1 hour" },
  { value: "14400", label: "4 hours" },
  { value: "86400", label: "1 day" },
  { value: "604800", label: "1 week" },
  { value: UNTIL, label: "Until…" },
];

function SilenceForm(props: Props & { matching: string }) {
  const { rows, onClose } = props;
  const client = useQueryClient();
  const zone = useZone();
  const [fields, setFields] = useState({
    ...{ matching: props.matching, startsAt: "", lasts: "3600", endsAt: "", comment: "" },
  });
  const matchers = parseMatchers(fields.matching);
  const create = useMutation({
    mutationFn: createSilence,
    onSuccess: async () => {
      await Promise.all(
        ["alerts", "silences"].map((name) => client.invalidateQueries({ queryKey: [name] })),
      );
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { lasts, startsAt, endsAt, comment } = fields;
    if (!matchers || matchers.length === 0) return;
    create.mutate({
      ...{ matchers, comment },
      ...(startsAt === "" ? {} : { startsAt: clockMoment(startsAt, zone) }),
      ...(lasts === UNTIL
        ? { endsAt: clockMoment(endsAt, zone) }
        : { durationSeconds: Number(lasts) }),
    });
  };
  const field = (name: keyof typeof fields) => ({
    value: fields[name],
    onChange: (event: { target: { value: string } }) =>
      setFields({ ...fields, [name]: event.target.value }),
  });
  return (
    <form className="space-y-3" onSubmit={submit}>
      <TextArea
        label="Alerts with these labels; * stands for any text, != for anything else"
        required
        rows={2}
        placeholder="service=checkout, severity!=critical"
        {...field("matching")}
      />
      <MatchedList title="It would hide" matching={fields.matching} rows={rows} />
      <div className="grid gap-3 tablet:grid-cols-2">
        <TextField label="From (empty: now)" type="datetime-local" {...field("startsAt")} />
        <SelectField
          label="For"
          choices={DURATIONS}
          value={fields.lasts}
          onChoose={(lasts) => setFields({ ...fields, lasts })}
        />
      </div>
      {fields.lasts === UNTIL && (
        <TextField label="Until" required type="datetime-local" {...field("endsAt")} />
      )}
      <TextField label="Why (optional)" maxLength={2_000} {...field("comment")} />
      {create.error && (
        <p role="alert" className="text-12 text-critical">
          {create.error.message}
        </p>
      )}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" kind="main" disabled={create.isPending || !matchers?.length}>
          Silence them
        </Button>
      </div>
    </form>
  );
}
