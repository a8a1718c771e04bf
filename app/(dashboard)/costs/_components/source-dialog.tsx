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
import { ExplorerFields, explorerSettings } from "./explorer-fields.tsx";
import { OpencostFields, opencostSettings } from "./opencost-fields.tsx";
import { PriceListFields, priceListSettings } from "./price-list-fields.tsx";
import { textOf, textOrNull } from "./source-form-texts.ts";

type Props = {
  open: boolean;
  /** Null: a new one. */
  source: CostSourceAnswer | null;
  onClose: () => void;
};

/** Adds a source that is read on a schedule, or changes how it is read. */
export function SourceDialog({ open, source, onClose }: Props) {
  return (
    <ModalDialog
      open={open}
      onClose={onClose}
      title={source ? `Change ${source.source}` : "Add source"}
      note="Read on a schedule, at once for the first time"
    >
      <SourceForm source={source} onClose={onClose} />
    </ModalDialog>
  );
}

const KINDS = [
  { value: "cost-explorer", label: "AWS Cost Explorer" },
  { value: "opencost", label: "OpenCost (Kubernetes)" },
  { value: "price-list", label: "Price list, typed in" },
];
const SETTINGS_OF: Record<string, (form: FormData) => object> = {
  opencost: opencostSettings,
  "price-list": priceListSettings,
};

type Chosen = { source: string | null; kind: string; enabled: boolean };

/** The source, or why a field will not do. */
function readForm(
  form: FormData,
  { source, kind, enabled }: Chosen,
): { given: NewCostSource } | { mistake: string } {
  const token = textOrNull(form, "token");
  const parsed = newCostSource.safeParse({
    ...{ source: source ?? textOf(form, "source"), enabled },
    settings: (SETTINGS_OF[kind] ?? explorerSettings)(form),
    ...(token === null ? {} : { token }),
  });
  if (parsed.success) return { given: parsed.data };
  const [issue] = parsed.error.issues;
  return { mistake: `${placeOf(issue?.path ?? [])}: ${issue?.message ?? "not valid"}` };
}

/** The field, and of a list the line, counted from 1. */
function placeOf(path: readonly PropertyKey[]): string {
  const line = path.find((part) => typeof part === "number");
  const field = String(path.at(-1) ?? "");
  return typeof line === "number" ? `line ${line + 1}, ${field}` : field;
}

function SourceForm({ source, onClose }: Omit<Props, "open">) {
  const client = useQueryClient();
  const before = source?.settings ?? null;
  const [kind, setKind] = useState<string>(before?.kind ?? "cost-explorer");
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
    const chosen = { source: source?.source ?? null, kind, enabled };
    const read = readForm(new FormData(event.currentTarget), chosen);
    setMistake("mistake" in read ? read.mistake : null);
    if ("given" in read) save.mutate({ isNew: source === null, given: read.given });
  };
  const problem = mistake ?? save.error?.message ?? null;
  return (
    <form className="space-y-3" onSubmit={submit}>
      {source === null && (
        <>
          <SelectField label="Kind" value={kind} choices={KINDS} onChoose={setKind} />
          <TextField
            {...{ label: "Name", name: "source", required: true, maxLength: 64 }}
            placeholder="production"
          />
        </>
      )}
      {kind === "opencost" && (
        <OpencostFields before={before?.kind === "opencost" ? before : null} />
      )}
      {kind === "price-list" && (
        <PriceListFields before={before?.kind === "price-list" ? before : null} />
      )}
      {kind === "cost-explorer" && (
        <>
          <p className="text-12 text-text-3">
            Read with the credentials of this server, which need ce:GetCostAndUsage. AWS asks $0.01
            for each request.
          </p>
          <ExplorerFields before={before?.kind === "cost-explorer" ? before : null} />
        </>
      )}
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
