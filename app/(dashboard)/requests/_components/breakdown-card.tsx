"use client";

import { useQuery } from "@tanstack/react-query";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useMemo, useState } from "react";
import type { Bar } from "@/components/frame/bar-state.ts";
import { useBar } from "@/components/frame/use-bar.ts";
import { Card } from "@/components/ui/card.tsx";
import { DataTable } from "@/components/ui/data-table.tsx";
import { FilterField } from "@/components/ui/filter-field.tsx";
import { QueryError } from "@/components/ui/query-error.tsx";
import { EmptyState, Reloading, RowsSkeleton } from "@/components/ui/states.tsx";
import { TabPanel, Tabs } from "@/components/ui/tabs.tsx";
import { requestsQuery } from "@/lib/client/requests.ts";
import { DEFAULT_OBJECTIVE } from "@/lib/domain/requests.ts";
import { type RequestRow, toDumbbells, toRequestRows } from "@/lib/view/request-rows.ts";
import { CompactRow, labelOf, toColumns } from "./breakdown-columns.tsx";
import {
  BREAKDOWNS,
  type Breakdown,
  type BreakdownId,
  breakdownQuestion,
  type RequestFilters,
} from "./requests-state.ts";

type Props = {
  bar: Bar;
  filters: RequestFilters;
  onFilters: (change: Partial<RequestFilters>) => void;
};

const IDS = BREAKDOWNS.map((breakdown) => breakdown.id);
const MOST = 100;

/** Narrows the page to a row: its dimension becomes a filter. */
const filtersOf = (id: BreakdownId, row: RequestRow): Partial<RequestFilters> => {
  switch (id) {
    case "routes":
      return { route: row.route, method: row.method };
    case "status":
      return { status: row.status };
    case "instances":
      return { instance: row.instance };
    case "versions":
      return { version: row.version };
  }
};

/** The same requests by route, status code, instance or version. A row narrows the page to it. */
export function BreakdownCard({ bar, filters, onFilters }: Props) {
  const { setBar } = useBar();
  const [id, setId] = useQueryState("by", parseAsStringLiteral(IDS).withDefault("routes"));
  const breakdown = BREAKDOWNS.find((candidate) => candidate.id === id) ?? BREAKDOWNS[0];
  const open = (row: RequestRow) => {
    if (bar.service === null) {
      setBar({
        service: row.service,
        namespace: row.namespace || null,
        environment: row.environment,
      });
    }
    onFilters(filtersOf(id, row));
  };
  return (
    <Card>
      <Tabs
        tabs={BREAKDOWNS}
        value={id}
        onChange={(next) => void setId(toId(next))}
        label="Breakdown"
      >
        {BREAKDOWNS.map((candidate) => (
          <TabPanel key={candidate.id} id={candidate.id}>
            {candidate === breakdown && (
              <Rows bar={bar} filters={filters} breakdown={breakdown} onOpen={open} />
            )}
          </TabPanel>
        ))}
      </Tabs>
    </Card>
  );
}

const toId = (text: string): BreakdownId => IDS.find((id) => id === text) ?? "routes";

type RowsProps = {
  bar: Bar;
  filters: RequestFilters;
  breakdown: Breakdown;
  onOpen: (row: RequestRow) => void;
};

function Rows({ bar, filters, breakdown, onOpen }: RowsProps) {
  const [text, setText] = useState("");
  const answer = useQuery(requestsQuery(breakdownQuestion(bar, filters, breakdown)));
  const rows = useMemo(() => (answer.data ? toRequestRows(answer.data) : null), [answer.data]);
  const dumbbells = useMemo(() => toDumbbells(rows ?? [], DEFAULT_OBJECTIVE.p95Ms), [rows]);
  const columns = useMemo(
    () => toColumns({ breakdown, dumbbells, withService: bar.service === null }),
    [breakdown, dumbbells, bar.service],
  );
  if (answer.error && !rows) {
    return (
      <QueryError
        error={answer.error}
        missing="The figures above are complete; only this table is missing."
        onRetry={() => void answer.refetch()}
      />
    );
  }
  if (!rows) return <RowsSkeleton rows={6} />;
  const matching = rows.filter((row) =>
    `${labelOf(row, breakdown)} ${row.service}`.toLowerCase().includes(text.toLowerCase()),
  );
  const shown = matching.slice(0, MOST);
  return (
    <Reloading active={answer.isPlaceholderData} what={breakdown.label.toLowerCase()}>
      <div className="flex min-h-10 items-center justify-between gap-2 border-b border-line px-4 text-12 text-text-3">
        <span>
          {shown.length < rows.length ? `${shown.length} of ${rows.length}` : rows.length}, trouble
          first, then busiest; a row narrows the page to it
        </span>
        <FilterField value={text} onChange={setText} label={`Filter ${breakdown.label}`} />
      </div>
      {shown.length === 0 ? (
        <EmptyState title={`No ${breakdown.one} with requests`}>
          {rows.length === 0
            ? "Nothing was asked for in this range."
            : `Nothing here is called “${text}”.`}
        </EmptyState>
      ) : (
        <DataTable
          label={breakdown.label}
          rows={shown}
          columns={columns}
          rowId={(row) => row.id}
          sortParam="sort"
          onOpen={onOpen}
          compact={(row) => <CompactRow row={row} breakdown={breakdown} />}
        />
      )}
    </Reloading>
  );
}
