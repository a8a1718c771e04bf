"use client";

import { useQuery } from "@tanstack/react-query";
import { ConcernPanel, PanelSection } from "@/components/concern/concern-panel.tsx";
import { concernQuestion } from "@/components/concern/concern-state.ts";
import { PanelList } from "@/components/concern/panel-list.tsx";
import { useBar } from "@/components/frame/use-bar.ts";
import { StatusIcon } from "@/components/ui/status-icon.tsx";
import { statementsQuery } from "@/lib/client/databases.ts";
import { panelLines, statementText } from "@/lib/view/database-details.ts";
import { troubleKind, troubleText } from "@/lib/view/database-words.ts";
import type { DatabaseRow } from "@/lib/view/databases.ts";
import { formatCount, formatMs, joined } from "@/lib/view/format.ts";

type Props = { row: DatabaseRow; zone: string; onClose: () => void };

/** One database as one service uses it: its figures, what is wrong, and its own statements. */
export function DatabasePanel({ row, zone, onClose }: Props) {
  const { key, troubles } = row;
  return (
    <ConcernPanel title={`${key.service} ${row.name}`} of={key} onClose={onClose}>
      {troubles.length > 0 && (
        <ul aria-label="What is wrong" className="space-y-1.5">
          {troubles.map((trouble) => (
            <li key={`${trouble.kind} ${trouble.name}`} className="flex items-start gap-2">
              <StatusIcon status={trouble.status} className="mt-0.5" />
              <span className="min-w-0 break-words">
                {troubleKind(trouble)}
                <strong>{trouble.name}</strong> {troubleText(trouble, zone)}.
              </span>
            </li>
          ))}
        </ul>
      )}
      <PanelList lines={panelLines(row)} />
      {row.group.source !== null && (
        <p className="text-12 text-text-3">
          {row.group.source === "spans"
            ? "Counted from every span that arrived, kept or not."
            : "Counted from metrics: its spans are fewer or none."}
        </p>
      )}
      <Statements row={row} />
    </ConcernPanel>
  );
}

function Statements({ row }: { row: DatabaseRow }) {
  const { bar } = useBar();
  const { key } = row;
  const { compare: _, ...question } = concernQuestion(bar);
  const { data, error } = useQuery(
    statementsQuery({
      ...{ ...question, service: key.service, namespace: key.namespace },
      ...{ environment: key.environment, system: key.system },
      ...{ databaseNamespace: key.databaseNamespace, limit: 8 },
    }),
  );
  if (error) return <p className="text-text-3">Its statements could not be read.</p>;
  if (!data || data.statements.length === 0) return null;
  return (
    <PanelSection title="Statements by total time">
      <ol className="space-y-2">
        {data.statements.map((one) => (
          <li key={statementText(one)} className="border-b border-grid pb-2">
            <code className="block break-words font-mono text-12">{statementText(one)}</code>
            <span className="text-12 text-text-3">
              {joined(formatMs(one.totalMs))} in {formatCount(one.count)} calls, p95{" "}
              {joined(formatMs(one.p95Ms))}
            </span>
          </li>
        ))}
      </ol>
    </PanelSection>
  );
}
