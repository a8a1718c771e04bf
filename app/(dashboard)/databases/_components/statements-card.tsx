"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useMemo } from "react";
import { concernQuestion } from "@/components/concern/concern-state.ts";
import { useBar, useHref } from "@/components/frame/use-bar.ts";
import { Card, CardHeader } from "@/components/ui/card.tsx";
import { type Column, DataTable } from "@/components/ui/data-table.tsx";
import { QueryError } from "@/components/ui/query-error.tsx";
import { EmptyState, RowsSkeleton } from "@/components/ui/states.tsx";
import { Value } from "@/components/ui/value.tsx";
import { statementsQuery } from "@/lib/client/databases.ts";
import type { StatementLine } from "@/lib/contract/databases.ts";
import { databaseName } from "@/lib/domain/database-troubles.ts";
import { statementText } from "@/lib/view/database-details.ts";
import { formatCount, formatMs, formatQuantity, formatRatio, joined } from "@/lib/view/format.ts";

const SHOWN = 20;

function Statement({ line }: { line: StatementLine }) {
  const { key } = line;
  return (
    <span className="block min-w-0">
      <code className="block truncate font-mono text-12" title={statementText(line)}>
        {statementText(line)}
      </code>
      <span className="block truncate text-12 text-text-3">
        {key.service}, {databaseName(key)}
      </span>
    </span>
  );
}

function Share({ line }: { line: StatementLine }) {
  return (
    <span className="inline-flex items-center justify-end gap-2">
      <span aria-hidden className="block h-1.5 w-16 rounded-1 bg-surface-3 max-desk:hidden">
        <span
          className="block h-full rounded-1 bg-accent"
          style={{ width: `${(line.timeShare ?? 0) * 100}%` }}
        />
      </span>
      <Value figure={formatRatio(line.timeShare)} className="min-w-14" />
    </span>
  );
}

const toColumns = (traceHref: (traceId: string) => string): Column<StatementLine>[] => [
  {
    ...{ id: "statement", header: "Statement", className: "max-w-0 w-2/5" },
    cell: (line) => <Statement line={line} />,
  },
  {
    ...{ id: "time", header: "Total time", align: "right" },
    sortBy: (line) => line.totalMs,
    cell: (line) => <Value figure={formatMs(line.totalMs)} className="font-semibold" />,
  },
  {
    ...{ id: "share", header: "Of all time", align: "right" },
    sortBy: (line) => line.timeShare,
    cell: (line) => <Share line={line} />,
  },
  {
    ...{ id: "calls", header: "Calls", align: "right" },
    sortBy: (line) => line.count,
    cell: (line) => formatCount(line.count),
  },
  {
    ...{ id: "per", header: "Per request", hint: "Calls for each request of the service" },
    align: "right",
    sortBy: (line) => line.perRequest,
    cell: (line) => formatQuantity(line.perRequest),
  },
  {
    ...{ id: "mean", header: "Mean", align: "right" },
    sortBy: (line) => line.meanMs,
    cell: (line) => <Value figure={formatMs(line.meanMs)} className="text-text-2" />,
  },
  {
    ...{ id: "p95", header: "p95", align: "right" },
    sortBy: (line) => line.p95Ms,
    cell: (line) => <Value figure={formatMs(line.p95Ms)} />,
  },
  {
    ...{ id: "errors", header: "Errors", align: "right" },
    sortBy: (line) => line.errorCount,
    cell: (line) => formatCount(line.errorCount),
  },
  {
    ...{ id: "trace", header: "Slow one", hint: "Its trace may not have been kept" },
    ...{ align: "right", className: "max-desk:hidden" },
    cell: ({ exemplarTraceId: id }) =>
      id === null ? null : (
        <Link href={traceHref(id)} className="font-mono text-12 text-accent hover:underline">
          {id.slice(0, 8)}
        </Link>
      ),
  },
];

/** The statements that took the most time together, without their literals. */
export function StatementsCard() {
  const { bar } = useBar();
  const hrefOf = useHref();
  const { compare: _, ...question } = concernQuestion(bar);
  const answer = useQuery(statementsQuery({ ...question, limit: SHOWN }));
  const columns = useMemo(() => toColumns((id) => hrefOf(`/traces/${id}`)), [hrefOf]);
  const { data, error } = answer;
  const note =
    data?.complete === false
      ? "by total time, of the databases that took the most"
      : "by total time; literals are never stored";
  return (
    <Card>
      <CardHeader title="Statements" note={note} />
      {error && !data ? (
        <QueryError
          error={error}
          missing="Which statements took the time is not known."
          onRetry={() => void answer.refetch()}
        />
      ) : data?.statements.length === 0 ? (
        <EmptyState title="No statement was traced">
          They are told from spans alone, by “db.query.text” or “db.query.summary”.
        </EmptyState>
      ) : data ? (
        <DataTable
          label="Statements"
          rows={data.statements}
          columns={columns}
          rowId={(line) =>
            JSON.stringify([Object.values(line.key), line.operation, line.collection])
          }
          sortParam="sqlsort"
          compact={(line) => (
            <span className="flex items-center gap-2.5">
              <span className="min-w-0 flex-1">
                <Statement line={line} />
              </span>
              <span className="text-right">
                <Value figure={formatMs(line.totalMs)} className="font-semibold" />
                <span className="block text-12 text-text-3">
                  {formatCount(line.count)} × {joined(formatMs(line.meanMs))}
                </span>
              </span>
            </span>
          )}
        />
      ) : (
        <RowsSkeleton rows={6} />
      )}
    </Card>
  );
}
