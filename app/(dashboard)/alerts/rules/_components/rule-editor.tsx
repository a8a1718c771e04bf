"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type FormEvent, type ReactNode, useMemo, useState } from "react";
import { useHref } from "@/components/frame/use-bar.ts";
import { Button } from "@/components/ui/button.tsx";
import { Card, CardHeader } from "@/components/ui/card.tsx";
import { TextField } from "@/components/ui/form-field.tsx";
import { EmptyState, Notice } from "@/components/ui/states.tsx";
import { createAlertRule, saveAlertRule } from "@/lib/client/alerts.ts";
import type { AlertRuleSpec } from "@/lib/contract/alert-rules.ts";
import { readForm } from "@/lib/view/alert-form.ts";
import type { AlertForm } from "@/lib/view/alert-form-fields.ts";
import { ConditionFields } from "./condition-fields.tsx";
import { type FormState, textField } from "./field-state.ts";
import { QuestionFields } from "./question-fields.tsx";
import { RulePreview } from "./rule-preview.tsx";
import { SilenceFields } from "./silence-fields.tsx";
import { TellingFields } from "./telling-fields.tsx";
import { useSettled } from "./use-settled.ts";

type Props = {
  initial: AlertForm;
  /** Of the rule that is changed; null: a new one is made. */
  ruleId: string | null;
  /** Why it cannot be changed here; absent: it can. */
  locked?: string | undefined;
};

/** What a rule is told by makes no difference to what it would have done, nor does it keep one from trying it. */
const UNTRIED = {
  ...{ name: "A rule that is tried", labels: "", owner: "", description: "", runbookUrl: "" },
  channelIds: [],
};
const SETTLE_MS = 600;

/** Edits a rule, with what it would have done beside it. */
export function RuleEditor({ initial, ruleId, locked }: Props) {
  const [form, setForm] = useState(initial);
  const [tried, setTried] = useState(false);
  const router = useRouter();
  const href = useHref()("/alerts");
  const client = useQueryClient();
  const result = useMemo(() => readForm(form), [form]);
  const spec = useTriedSpec(form);
  const save = useMutation({
    mutationFn: (rule: AlertRuleSpec) =>
      ruleId === null ? createAlertRule(rule) : saveAlertRule(ruleId, rule),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["alert-rules"] });
      router.push(`${href}${href.includes("?") ? "&" : "?"}tab=rules`);
    },
  });
  const errors = result.kind === "wrong" ? result.errors : {};
  // A name is asked for when the rule is saved, not while it is being made.
  const shown = tried ? errors : { ...errors, name: undefined };
  const state: FormState = {
    form,
    errors: shown,
    set: (change) => setForm((before) => ({ ...before, ...change })),
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (result.kind === "rule") save.mutate(result.spec);
  };
  return (
    <div className="grid items-start gap-4 desk:grid-cols-[26rem_1fr]">
      <h1 className="sr-only">{ruleId === null ? "New alert rule" : initial.name}</h1>
      <form onSubmit={submit} noValidate aria-label="Alert rule">
        <Card>
          <CardHeader title={ruleId === null ? "New alert rule" : "Alert rule"} level={2} />
          <fieldset disabled={locked !== undefined} className="space-y-5 p-4">
            {locked && <Notice status="unknown">{locked}</Notice>}
            <TextField label="Name" maxLength={200} {...textField(state, "name")} />
            <Section title="What it watches">
              <QuestionFields state={state} />
            </Section>
            <Section title="When it is an alert">
              <ConditionFields state={state} />
            </Section>
            <Section title="When there is nothing to see">
              <SilenceFields state={state} />
            </Section>
            <Section title="Who is told, and what">
              <TellingFields state={state} />
            </Section>
            {(save.error ?? errors.form) && (
              <p role="alert" className="text-12 text-critical">
                {save.error?.message ?? errors.form}
              </p>
            )}
            <div className="flex flex-wrap items-center gap-2 border-t border-line pt-4">
              <Button type="submit" kind="main" disabled={save.isPending}>
                {ruleId === null ? "Create the rule" : "Save the rule"}
              </Button>
              <Button onClick={() => router.push(href)}>Cancel</Button>
              {tried && result.kind === "wrong" && (
                <span role="status" className="text-12 text-critical">
                  Something above has to be corrected.
                </span>
              )}
            </div>
          </fieldset>
        </Card>
      </form>
      <div className="min-w-0 desk:sticky desk:top-4">
        {spec ? (
          <RulePreview spec={spec} />
        ) : (
          <Card>
            <EmptyState title="No preview yet">
              Complete the rule: then its course and what it would have done stand here.
            </EmptyState>
          </Card>
        )}
      </div>
    </div>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="space-y-3 border-t border-line pt-4">
      <h3 className="text-13 font-semibold">{title}</h3>
      {children}
    </section>
  );
}

/** The rule that is tried: as the form stands once nobody types; the last good one while it is wrong. */
function useTriedSpec(form: AlertForm): AlertRuleSpec | null {
  const settled = useSettled(form, SETTLE_MS);
  const [good, setGood] = useState<AlertRuleSpec | null>(null);
  const [seen, setSeen] = useState<AlertForm | null>(null);
  if (settled !== seen) {
    setSeen(settled);
    const result = readForm({ ...settled, ...UNTRIED });
    if (result.kind === "rule") setGood(result.spec);
  }
  return good;
}
