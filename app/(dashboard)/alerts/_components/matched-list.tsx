"use client";

import { StatusIcon } from "@/components/ui/status-icon.tsx";
import { parseMatchers } from "@/lib/domain/alert-label-text.ts";
import type { AlertRow } from "@/lib/view/alerts.ts";
import { matchedAlerts, matchedText } from "@/lib/view/matched-alerts.ts";

const MOST = 5;

type Props = { title: string; matching: string; rows: readonly AlertRow[] };

/** Alerts that have the labels that are being written. */
export function MatchedList({ title, matching, rows }: Props) {
  const matchers = parseMatchers(matching);
  return (
    <section aria-label={title} className="rounded-2 border border-line bg-surface-2 px-3 py-2">
      <h3 className="text-12 font-semibold">{title}</h3>
      {matchers === null || matchers.length === 0 ? (
        <p className="text-12 text-text-2">
          {matchers === null ? "Write NAME=VALUE, several with commas." : "Write a label."}
        </p>
      ) : (
        <Found found={matchedAlerts(rows, matchers)} />
      )}
    </section>
  );
}

function Found({ found }: { found: ReturnType<typeof matchedAlerts> }) {
  const more = found.now.length - MOST;
  return (
    <>
      <p role="status" className="text-12 text-text-2">
        {matchedText(found)}
      </p>
      <ul className="text-12">
        {found.now.slice(0, MOST).map(({ alert, status, word, about }) => (
          <li key={alert.id} className="flex min-w-0 items-center gap-2 py-0.5">
            <StatusIcon status={status} label={word} />
            <span className="min-w-0 truncate" title={`${alert.ruleName}, ${about}`}>
              {alert.ruleName} <span className="text-text-3">{about}</span>
            </span>
          </li>
        ))}
      </ul>
      {more > 0 && <p className="text-12 text-text-3">and {more} more</p>}
    </>
  );
}
