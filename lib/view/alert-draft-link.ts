import { alertRuleSpec } from "@/lib/contract/alert-rules.ts";
import type { AlertDraft } from "./alert-draft.ts";

/** The address of the editor with a rule filled in. */
export const draftPath = (draft: AlertDraft): string =>
  `/alerts/rules/new?draft=${encodeURIComponent(JSON.stringify(draft))}`;

/** The rule of an address; null: it is none. */
export function readDraft(text: string) {
  try {
    const parsed = alertRuleSpec.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
