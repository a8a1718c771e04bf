"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { CheckField, SelectField, TextField } from "@/components/ui/form-field.tsx";
import { ModalDialog } from "@/components/ui/modal-dialog.tsx";
import { saveCostSource } from "@/lib/client/cost-sources.ts";
import {
  type CostSourceAnswer,
  type NewCostSource,
  newCostSource,
} from "@/lib/contract/cost-sources.ts";

type Props = {
  open: boolean;
  /** Null: a new one. */
  source: CostSourceAnswer | null;
  onClose: () => void;
};

/** Adds AWS Cost Explorer, or changes how it is read. */
export function SourceDialog({ open, source, onClose }: Props) {
  return (
    <ModalDialog
      open={open}
      onClose={onClose}
      title={source ? `Change ${source.source}` : "Add AWS Cost Explorer"}
      note="Read with the credentials of this server; AWS asks $0.01 for each request"
    >
      <SourceForm source={source} onClose={onClose} />
    </ModalDialog>
  );
}

const SPLITS = [
  { value: "recordType", label: "Record type: credits, taxes and refunds apart" },
  { value: "account", label: "Linked account" },
  { value: "region", label: "Region" },
  { value: "usageType", label: "Usage type" },
  { value: "tag", label: "A tag" },
  { value: "none", label: "Nothing" },
];

const textOf = (form: FormData, name: string): string => String(form.get(name) ?? "").trim();
const textOrNull = (form: FormData, name: string): string | null => textOf(form, name) || null;

type Chosen = { source: string | null; split: string; enabled: boolean };

/** Null with the reason when a field will not do. */
function readForm(
  form: FormData,
  { source, split, enabled }: Chosen,
): { given: NewCostSource } | { mistake: string } {
  const settings = {
    kind: "cost-explorer",
    splitBy: split === "tag" ? `tag:${textOf(form, "tag")}` : split,
    roleArn: textOrNull(form, "roleArn"),
    externalId: textOrNull(form, "externalId"),
    months: Number(textOf(form, "months")),
    everyHours: Number(textOf(form, "everyHours")),
    dailyRequests: Number(textOf(form, "dailyRequests")),
  };
  const parsed = newCostSource.safeParse({
    ...{ source: source ?? textOf(form, "source"), enabled, settings },
  });
  if (parsed.success) return { given: parsed.data };
  const [issue] = parsed.error.issues;
  return { mistake: `${String(issue?.path.at(-1) ?? "")}: ${issue?.message ?? "not valid"}` };
}

function SourceForm({ source, onClose }: Omit<Props, "open">) {
  const client = useQueryClient();
  const before = source?.settings?.kind === "cost-explorer" ? source.settings : null;
  const [split, setSplit] = useState<string>(
    before?.splitBy.startsWith("tag:") ? "tag" : (before?.splitBy ?? "recordType"),
  );
  const [enabled, setEnabled] = useState(source?.enabled ?? true);
  const [mistake, setMistake] = useState<string | null>(null);
  const save = useMutation({
    mutationFn: saveCostSource,
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["costs", "sources"] });
      onClose();
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const chosen = { source: source?.source ?? null, split, enabled };
    const read = readForm(new FormData(event.currentTarget), chosen);
    setMistake("mistake" in read ? read.mistake : null);
    if ("given" in read) save.mutate({ isNew: source === null, given: read.given });
  };
  const problem = mistake ?? save.error?.message ?? null;
  return (
    <form className="space-y-3" onSubmit={submit}>
      {source === null && (
        <TextField label="Name" name="source" required maxLength={64} defaultValue="production" />
      )}
      <SelectField
        label="Each service's day is split by"
        value={split}
        choices={SPLITS}
        onChoose={setSplit}
      />
      {split === "tag" && (
        <TextField
          label="Tag"
          name="tag"
          required
          defaultValue={before?.splitBy.startsWith("tag:") ? before.splitBy.slice(4) : ""}
          note="It must be activated as a cost allocation tag"
        />
      )}
      <TextField
        label="Role to assume"
        name="roleArn"
        defaultValue={before?.roleArn ?? ""}
        placeholder="arn:aws:iam::123456789012:role/costs"
        note="Empty: the account of this server's own credentials"
      />
      <TextField
        label="External id of the role"
        name="externalId"
        defaultValue={before?.externalId ?? ""}
        autoComplete="off"
      />
      <div className="grid grid-cols-3 gap-3">
        <TextField
          {...{ label: "Months", name: "months", type: "number", min: 2, max: 14, required: true }}
          defaultValue={before?.months ?? 13}
        />
        <TextField
          {...{ label: "Every … hours", name: "everyHours", type: "number", required: true }}
          {...{ min: 1, max: 168 }}
          defaultValue={before?.everyHours ?? 12}
        />
        <TextField
          {...{ label: "Requests a day", name: "dailyRequests", type: "number", required: true }}
          {...{ min: 4, max: 1_000 }}
          defaultValue={before?.dailyRequests ?? 30}
        />
      </div>
      <CheckField label="Turned on" checked={enabled} onCheck={setEnabled} />
      {problem !== null && (
        <p role="alert" className="text-12 text-critical">
          {problem}
        </p>
      )}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button kind="main" type="submit" disabled={save.isPending}>
          Save
        </Button>
      </div>
    </form>
  );
}
