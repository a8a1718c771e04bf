"use client";

import { useSearchParams } from "next/navigation";
import { Notice } from "@/components/ui/states.tsx";
import { readDraft } from "@/lib/view/alert-draft-link.ts";
import { toForm } from "@/lib/view/alert-form.ts";
import { EMPTY_FORM } from "@/lib/view/alert-form-fields.ts";
import { RuleEditor } from "./rule-editor.tsx";

/** The editor of a new rule, filled in from the chart that led here. */
export function NewRule() {
  const text = useSearchParams().get("draft");
  const draft = text === null ? null : readDraft(text);
  return (
    <div className="space-y-4">
      {text !== null && draft === null && (
        <Notice status="warning">The link to this rule is broken: it begins empty.</Notice>
      )}
      <RuleEditor initial={draft ? toForm(draft) : EMPTY_FORM} ruleId={null} />
    </div>
  );
}
