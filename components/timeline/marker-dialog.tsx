"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useBar } from "@/components/frame/use-bar.ts";
import { Button } from "@/components/ui/button.tsx";
import { SelectField, TextArea, TextField } from "@/components/ui/form-field.tsx";
import { ModalDialog } from "@/components/ui/modal-dialog.tsx";
import { createMarker } from "@/lib/client/timeline.ts";
import { MARKER_KINDS, type MarkerKind } from "@/lib/domain/timeline.ts";

type Props = { open: boolean; onClose: () => void };

const KIND_LABELS: Record<MarkerKind, string> = {
  deployment: "Deployment",
  configuration: "Configuration change",
  incident: "Incident",
  maintenance: "Maintenance",
  note: "Note",
};

const CHOICES = MARKER_KINDS.map((value) => ({ value, label: KIND_LABELS[value] }));

/** Says that something happened, in the bar's service and environment unless the person says otherwise. */
export function MarkerDialog({ open, onClose }: Props) {
  return (
    <ModalDialog
      open={open}
      onClose={onClose}
      title="Mark what happened"
      note="Everybody sees it on charts; a pipeline does the same by POST /api/v1/markers"
    >
      <MarkerForm onClose={onClose} />
    </ModalDialog>
  );
}

const given = (form: FormData, name: string): string | null => {
  const value = form.get(name);
  return typeof value === "string" && value.trim() !== "" ? value.trim() : null;
};

function MarkerForm({ onClose }: { onClose: () => void }) {
  const { bar } = useBar();
  const client = useQueryClient();
  const [kind, setKind] = useState<MarkerKind>("note");
  const create = useMutation({
    mutationFn: createMarker,
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["timeline"] });
      onClose();
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const service = given(form, "service");
    create.mutate({
      kind,
      title: given(form, "title") ?? "",
      at: given(form, "at") ?? "now",
      service,
      namespace: service !== null && service === bar.service ? bar.namespace : null,
      environment: given(form, "environment"),
      version: given(form, "version"),
      url: given(form, "url"),
      description: given(form, "description"),
    });
  };
  return (
    <form className="space-y-3" onSubmit={submit}>
      <TextField label="What happened" name="title" required maxLength={200} autoComplete="off" />
      <div className="grid gap-3 tablet:grid-cols-2">
        <SelectField
          label="Kind"
          value={kind}
          choices={CHOICES}
          onChoose={(value) => setKind(MARKER_KINDS.find((known) => known === value) ?? "note")}
        />
        <TextField
          label="When, such as now-5m or ISO 8601"
          name="at"
          defaultValue="now"
          autoComplete="off"
        />
        <TextField
          label="Service, empty for all"
          name="service"
          defaultValue={bar.service ?? ""}
          autoComplete="off"
        />
        <TextField
          label="Environment, empty for all"
          name="environment"
          defaultValue={bar.environment ?? ""}
          autoComplete="off"
        />
        {kind === "deployment" && (
          <TextField label="Version" name="version" maxLength={255} autoComplete="off" />
        )}
        <TextField label="Link" name="url" type="url" maxLength={2_000} autoComplete="off" />
      </div>
      <TextArea label="More" name="description" rows={2} maxLength={4_000} />
      {create.error && (
        <p role="alert" className="text-12 text-critical">
          {create.error.message}
        </p>
      )}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button kind="main" type="submit" disabled={create.isPending}>
          Mark
        </Button>
      </div>
    </form>
  );
}
