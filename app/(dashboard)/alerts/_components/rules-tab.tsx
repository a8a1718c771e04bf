"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import clsx from "clsx";
import Link from "next/link";
import { useHref } from "@/components/frame/use-bar.ts";
import { Button } from "@/components/ui/button.tsx";
import { EmptyState, Notice } from "@/components/ui/states.tsx";
import { deleteAlertRule, saveAlertRule, specOf } from "@/lib/client/alerts.ts";
import type { AlertRule, RuleFileProblem } from "@/lib/contract/alert-rules.ts";
import { ruleText } from "@/lib/view/alerts.ts";
import { ImportButton } from "./import-button.tsx";

type Props = {
  rules: readonly AlertRule[];
  fileProblems: readonly RuleFileProblem[];
  failing: ReadonlyMap<string, string>;
};

/** Every rule in words, to be switched off and on. */
export function RulesTab({ rules, fileProblems, failing }: Props) {
  const client = useQueryClient();
  const hrefOf = useHref();
  const onSuccess = () =>
    Promise.all([
      client.invalidateQueries({ queryKey: ["alert-rules"] }),
      client.invalidateQueries({ queryKey: ["alerts"] }),
    ]);
  const change = useMutation({
    mutationFn: (rule: AlertRule) =>
      saveAlertRule(rule.id, { ...specOf(rule), enabled: !rule.enabled }),
    onSuccess,
  });
  const remove = useMutation({ mutationFn: deleteAlertRule, onSuccess });
  const error = change.error ?? remove.error;
  if (rules.length === 0) {
    return (
      <>
        <FileProblems problems={fileProblems} />
        <EmptyState title="No rule">
          <p>Nothing is watched.</p>
          <NewRuleLink />
        </EmptyState>
      </>
    );
  }
  const isBusy = change.isPending || remove.isPending;
  return (
    <>
      {error && (
        <div className="p-2">
          <Notice status="critical">{error.message}</Notice>
        </div>
      )}
      <FileProblems problems={fileProblems} />
      <div className="flex justify-end gap-2 border-b border-line px-4 py-2">
        <Button asChild>
          <a href="/api/v1/alert-rules/export" download>
            Export as YAML
          </a>
        </Button>
        <ImportButton />
        <NewRuleLink />
      </div>
      <ul aria-label="Rules" className="divide-y divide-line text-13">
        {rules.map((rule) => (
          <li key={rule.id} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-2">
            <span className="min-w-0 flex-1 basis-64">
              <Link
                className="block font-medium hover:underline"
                href={hrefOf(`/alerts/rules/${encodeURIComponent(rule.id)}`)}
              >
                {rule.name}
              </Link>
              <span className="block text-12 text-text-2">
                {ruleText(rule)} · {rule.severity} · {channelsText(rule)}
                {rule.source !== null && ` · from the file ${rule.source}`}
              </span>
              {failing.has(rule.id) && (
                <span className="block text-12 text-warning">
                  could not be evaluated: {failing.get(rule.id)}
                </span>
              )}
            </span>
            <span className={clsx("flex gap-2", rule.source !== null && "hidden")}>
              <Button disabled={isBusy} onClick={() => change.mutate(rule)}>
                {rule.enabled ? "Switch off" : "Switch on"}
              </Button>
              <Button
                kind="bare"
                disabled={isBusy}
                aria-label={`Delete ${rule.name}`}
                onClick={() => {
                  if (window.confirm(`Delete the rule “${rule.name}”? Its alerts end.`)) {
                    remove.mutate(rule.id);
                  }
                }}
              >
                Delete
              </Button>
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

/** Mistakes in files of rules, by line, and that nothing of such a file counts until it is right. */
function FileProblems({ problems }: { problems: readonly RuleFileProblem[] }) {
  if (problems.length === 0) return null;
  return (
    <section aria-label="Files of rules that cannot be used" className="border-b border-line p-3">
      <Notice status="warning">
        A file of rules cannot be used. The rules that came from it stay as they were.
      </Notice>
      <ul className="mt-2 space-y-1 px-3 font-mono text-12">
        {problems.map(({ source, line, message }) => (
          <li key={`${source}:${line}:${message}`} className="break-words">
            {line === null ? source : `${source}, line ${line}`}: {message}
          </li>
        ))}
      </ul>
    </section>
  );
}

function NewRuleLink() {
  const hrefOf = useHref();
  return (
    <Button asChild kind="main">
      <Link href={hrefOf("/alerts/rules/new")}>New rule</Link>
    </Button>
  );
}

function channelsText({ enabled, channelIds }: AlertRule): string {
  if (!enabled) return "switched off";
  if (channelIds.length === 0) return "told by routes";
  return channelIds.length === 1 ? "tells one channel" : `tells ${channelIds.length} channels`;
}
