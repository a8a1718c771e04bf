"use client";

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { TextField } from "@/components/ui/form-field.tsx";
import { ModalDialog } from "@/components/ui/modal-dialog.tsx";
import { matchersText, parseMatchers } from "@/lib/domain/alert-label-text.ts";
import type { Inhibition } from "@/lib/domain/inhibition.ts";
import type { AlertRow } from "@/lib/view/alerts.ts";
import { MatchedList } from "./matched-list.tsx";

type Props = {
  /** Null: closed. */
  inhibition: Inhibition | null;
  rows: readonly AlertRow[];
  onClose: () => void;
  onSave: (inhibition: Inhibition) => Promise<void>;
};

/** Changes which alerts hide which, a new pair or a known one. */
export function InhibitionDialog({ inhibition, ...rest }: Props) {
  return (
    <ModalDialog
      open={inhibition !== null}
      onClose={rest.onClose}
      title={inhibition?.name || "A new inhibition"}
    >
      {inhibition && <InhibitionForm inhibition={inhibition} {...rest} />}
    </ModalDialog>
  );
}

function InhibitionForm(props: Props & { inhibition: Inhibition }) {
  const { inhibition, rows, onClose, onSave } = props;
  const [fields, setFields] = useState({
    name: inhibition.name,
    source: matchersText(inhibition.source),
    target: matchersText(inhibition.target),
    equal: inhibition.equal.join(", "),
  });
  const source = parseMatchers(fields.source);
  const target = parseMatchers(fields.target);
  const save = useMutation({ mutationFn: onSave, onSuccess: onClose });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const equal = fields.equal.split(/[\s,]+/).filter(Boolean);
    if (source && target) save.mutate({ name: fields.name.trim(), source, target, equal });
  };
  const field = (name: keyof typeof fields) => ({
    value: fields[name],
    onChange: (event: { target: { value: string } }) =>
      setFields({ ...fields, [name]: event.target.value }),
  });
  return (
    <form className="space-y-3" onSubmit={submit}>
      <TextField label="Name" required maxLength={200} {...field("name")} />
      <TextField
        label="While an alert with these labels fires"
        required
        placeholder="alertname=Service gone silent"
        {...field("source")}
      />
      <MatchedList title="Such alerts" matching={fields.source} rows={rows} />
      <TextField
        label="those with these labels are hidden"
        required
        placeholder="concern=requests, severity!=critical"
        {...field("target")}
      />
      <MatchedList title="It could hide" matching={fields.target} rows={rows} />
      <TextField
        label="if they agree in (empty: wherever they are)"
        placeholder="service, environment"
        {...field("equal")}
      />
      {save.error && (
        <p role="alert" className="text-12 text-critical">
          {save.error.message}
        </p>
      )}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button
          type="submit"
          kind="main"
          disabled={save.isPending || !source?.length || !target?.length}
        >
          Save
        </Button>
      </div>
    </form>
  );
}
