"use client";

import { useQuery } from "@tanstack/react-query";
import { concernQuestion } from "@/components/concern/concern-state.ts";
import { useBar } from "@/components/frame/use-bar.ts";
import { SidePanel } from "@/components/ui/side-panel.tsx";
import { StatusIcon } from "@/components/ui/status-icon.tsx";
import { Value } from "@/components/ui/value.tsx";
import { statementsQuery } from "@/lib/client/databases.ts";
import { panelLines, statementText } from "@/lib/view/database-details.ts";
import { troubleKind, troubleText } from "@/lib/view/database-words.ts";
import type { DatabaseRow } from "@/lib/view/databases.ts";
import { formatCount, formatMs, joined } from "@/lib/view/format.ts";

type Props = { row: DatabaseRow; zone: string; onClose: () => void };

/** One database as one service uses it: its figures, what is wrong, and its own statements. */
export function DatabasePanel({ row, zone, onClose }: Props) {
  const { key, troubles } = row;
  const note = [key.service, key.namespace, key.environment].filter(Boolean).join(", ");
  return (
    <SidePanel open onClose={onClose} title={row.name} note={note}>
      <div className="space-y-4 p-4 text-13">
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
        <dl className="grid grid-cols-2 gap-x-4">
          {panelLines(row).map(([label, figure]) => (
            <div key={label} className="flex justify-between border-b border-grid py-1">
              <dt className="text-text-3">{label}</dt>
              <dd>
                <Value figure={figure} />
              </dd>
            </div>
          ))}
        </dl>
        {row.group.source !== null && (
          <p className="text-12 text-text-3">
            {row.group.source === "spans"
              ? "Counted from every span that arrived, kept or not."
              : "Counted from metrics: its spans are fewer or none."}
          </p>
        )}
        <Statements row={row} />
      </div>
    </SidePanel>
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
    <section aria-label="Statements">
      <h3 className="mb-1 font-semibold">Statements by total time</h3>
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
    </section>
  );
}
