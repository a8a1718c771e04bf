"use client";

import { useState } from "react";
import { SelectField, TextField } from "@/components/ui/form-field.tsx";
import type { CostExplorerSettings } from "@/lib/domain/cost-sources.ts";
import { textOf, textOrNull } from "./source-form-texts.ts";

const SPLITS = [
  { value: "recordType", label: "Record type: credits, taxes and refunds apart" },
  { value: "account", label: "Linked account" },
  { value: "region", label: "Region" },
  { value: "usageType", label: "Usage type" },
  { value: "tag", label: "A tag" },
  { value: "none", label: "Nothing" },
];

/** How AWS Cost Explorer is read. */
export function ExplorerFields({ before }: { before: CostExplorerSettings | null }) {
  const [split, setSplit] = useState<string>(
    before?.splitBy.startsWith("tag:") ? "tag" : (before?.splitBy ?? "recordType"),
  );
  return (
    <>
      <SelectField
        label="Each service's day is split by"
        name="split"
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
    </>
  );
}

/** What the fields say; not judged yet. */
export const explorerSettings = (form: FormData): object => ({
  kind: "cost-explorer",
  splitBy: textOf(form, "split") === "tag" ? `tag:${textOf(form, "tag")}` : textOf(form, "split"),
  roleArn: textOrNull(form, "roleArn"),
  externalId: textOrNull(form, "externalId"),
  months: Number(textOf(form, "months")),
  everyHours: Number(textOf(form, "everyHours")),
  dailyRequests: Number(textOf(form, "dailyRequests")),
});
