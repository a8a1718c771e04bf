"use client";

import { useState } from "react";
import { SelectField, TextField } from "@/components/ui/form-field.tsx";
import type { OpencostSettings } from "@/lib/domain/cost-sources.ts";
import { textOf } from "./source-form-texts.ts";

const AGGREGATES = [
  { value: "namespace", label: "Namespace" },
  { value: "cluster,namespace", label: "Cluster and namespace" },
  { value: "namespace,controller", label: "Namespace and controller" },
];

/** How OpenCost is read. */
export function OpencostFields({ before }: { before: OpencostSettings | null }) {
  const [aggregate, setAggregate] = useState<string>(before?.aggregate ?? "namespace");
  return (
    <>
      <TextField
        {...{ label: "Address", name: "url", type: "url", required: true }}
        defaultValue={before?.url ?? ""}
        placeholder="http://opencost.opencost:9003"
        note="A private address must be listed in HEADROOM_COSTS_ALLOW"
      />
      <SelectField
        label="Costs are allocated to"
        name="aggregate"
        value={aggregate}
        choices={AGGREGATES}
        onChoose={setAggregate}
      />
      <TextField
        {...{ label: "Token", name: "token", type: "password", autoComplete: "off" }}
        note={before ? "Empty: the one before stays" : "Empty: none is sent"}
      />
      <div className="grid grid-cols-3 gap-3">
        <TextField
          {...{ label: "Currency", name: "currency", required: true, maxLength: 3 }}
          defaultValue={before?.currency ?? "USD"}
        />
        <TextField
          {...{ label: "Days at first", name: "days", type: "number", required: true }}
          {...{ min: 1, max: 90 }}
          defaultValue={before?.days ?? 14}
        />
        <TextField
          {...{ label: "Every … hours", name: "everyHours", type: "number", required: true }}
          {...{ min: 1, max: 168 }}
          defaultValue={before?.everyHours ?? 6}
        />
      </div>
    </>
  );
}

/** What the fields say; not judged yet. */
export const opencostSettings = (form: FormData): object => ({
  kind: "opencost",
  url: textOf(form, "url"),
  aggregate: textOf(form, "aggregate"),
  currency: textOf(form, "currency").toUpperCase(),
  days: Number(textOf(form, "days")),
  everyHours: Number(textOf(form, "everyHours")),
});
