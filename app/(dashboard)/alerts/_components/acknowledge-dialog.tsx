"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { SelectField, TextField } from "@/components/ui/form-field.tsx";
import { ModalDialog } from "@/components/ui/modal-dialog.tsx";
import { acknowledgeAlert } from "@/lib/client/alerts.ts";
import type { Alert } from "@/lib/contract/alerts.ts";

/** `alert`: null closes it. */
export function AcknowledgeDialog(props: { alert: Alert | null; onClose: () => void }) {
  const { alert, onClose } = props;
  return (
    <ModalDialog
      open={alert !== null}
      onClose={onClose}
      title="Acknowledge"
      note="No message about it is repeated until then, or until its severity changes."
    >
      {alert && <AcknowledgeForm alert={alert} onClose={onClose} />}
    </ModalDialog>
  );
}

const UNTIL = [
  { value: "", label: "Until it is over" },
  { value: "3600", label: "For 1 h" },
  { value: "14400", label: "For 4 h" },
  { value: "86400", label: "For a day" },
];

function AcknowledgeForm({ alert, onClose }: { alert: Alert; onClose: () => void }) {
  const client = useQueryClient();
  const [note, setNote] = useState("");
  const [until, setUntil] = useState("");
  const save = useMutation({
    mutationFn: () =>
      acknowledgeAlert(alert.id, {
        note,
        ...(until === "" ? {} : { durationSeconds: Number(until) }),
      }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["alerts"] });
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form className="space-y-3" onSubmit={submit}>
      <TextField
        label="Note (optional)"
        maxLength={2_000}
        value={note}
        onChange={(event) => setNote(event.target.value)}
      />
      <SelectField label="How long" choices={UNTIL} value={until} onChoose={setUntil} />
      {save.error && (
        <p role="alert" className="text-12 text-critical">
          {save.error.message}
        </p>
      )}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" kind="main" disabled={save.isPending}>
          Acknowledge
        </Button>
      </div>
    </form>
  );
}
