"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";
import { useMemo } from "react";
import { useNow } from "@/components/frame/now.tsx";
import { useZone } from "@/components/frame/preferences.tsx";
import { useBar } from "@/components/frame/use-bar.ts";
import { Button } from "@/components/ui/button.tsx";
import { Card, CardHeader } from "@/components/ui/card.tsx";
import { Condition, ConditionSkeleton } from "@/components/ui/condition.tsx";
import {
  ChartSkeleton,
  ErrorState,
  Notice,
  Reloading,
  RowsSkeleton,
} from "@/components/ui/states.tsx";
import { ApiError } from "@/lib/client/query-client.ts";
import { tracesQuery } from "@/lib/client/traces.ts";
import { resolveRange } from "@/lib/contract/time.ts";
import { formatDuration, formatTime } from "@/lib/view/time-format.ts";
import { keptSentence, type TraceFilters, traceRows, tracesCondition } from "@/lib/view/traces.ts";
import { listedRange } from "@/lib/view/traces-scatter.ts";
import { TracesFilterBar } from "./traces-filter-bar.tsx";
import { SCATTER_HEIGHT, TracesScatter } from "./traces-scatter.tsx";
import { TracesSearchField } from "./traces-search-field.tsx";
import { filterParsers, shownParsers, tracesQuestion } from "./traces-state.ts";
import { TracesTable } from "./traces-table.tsx";

/** The list of traced requests: sentence, filters, durations over time, table. */
export function TracesView() {
  const { bar } = useBar();
  const [filters, setFilters] = useQueryStates(filterParsers, { history: "push", scroll: false });
  const [shown, setShown] = useQueryStates(shownParsers, { history: "replace", scroll: false });
  const traces = useInfiniteQuery(tracesQuery(tracesQuestion(bar, filters, shown.order)));
  const asked: TraceFilters = { ...filters, service: bar.service };
  const pages = traces.data?.pages;
  const rows = useMemo(() => pages && traceRows(pages.flatMap((page) => page.traces)), [pages]);
  const range = useAnsweredRange(bar, traces.dataUpdatedAt);
  const drawn = useMemo(
    () => rows && range && listedRange(rows, range, traces.hasNextPage && shown.order === "newest"),
    [rows, range, traces.hasNextPage, shown.order],
  );
  const problem = searchProblem(traces.error);
  const listing = {
    order: shown.order,
    more: traces.hasNextPage,
    total: pages?.[0]?.total ?? null,
  };
  const kept = pages?.[0] ? keptSentence(pages[0].kept) : null;
  return (
    <div className="space-y-4">
      {rows ? (
        <Condition condition={tracesCondition(rows, asked, listing)} />
      ) : (
        traces.error === null && <ConditionSkeleton />
      )}
      <TracesSearchField
        key={filters.search ?? ""}
        value={filters.search ?? ""}
        problem={problem}
        onCommit={(search) => void setFilters({ search })}
      />
      <TracesFilterBar
        filters={filters}
        order={shown.order}
        onOrder={(order) => void setShown({ order })}
        onChange={(change) => void setFilters(change)}
        routes={rows ?? []}
      />
      <SearchedPart searchedFrom={pages?.at(-1)?.searchedFrom ?? null} />
      {problem !== null ? null : traces.error && !rows ? (
        <Card>
          <ErrorState title="The traces could not be read" onRetry={() => void traces.refetch()}>
            {traces.error.message}. Figures on the other pages do not depend on kept traces.
          </ErrorState>
        </Card>
      ) : (
        <Reloading active={traces.isPlaceholderData} what="traces">
          <div className="space-y-4">
            <Card>
              <CardHeader
                title="Duration over time"
                note={drawnNote(drawn, range, shown.axis)}
                actions={
                  <>
                    <span className="text-text-3 max-desk:hidden">click opens, drag narrows</span>
                    <AxisButton axis={shown.axis} onChange={(axis) => void setShown({ axis })} />
                  </>
                }
              />
              {rows && drawn ? (
                <TracesScatter
                  rows={rows}
                  range={drawn}
                  scale={shown.axis}
                  onNarrow={(change) => void setFilters(change)}
                />
              ) : (
                <ChartSkeleton height={SCATTER_HEIGHT} />
              )}
            </Card>
            <Card>
              <CardHeader
                title="Traced requests"
                note={<span className="max-tablet:hidden">{kept}</span>}
              />
              {kept && (
                <p className="border-b border-line px-4 py-2 text-12 text-text-3 tablet:hidden">
                  {kept}
                </p>
              )}
              {rows ? (
                <TracesTable
                  rows={rows}
                  filters={asked}
                  more={
                    traces.hasNextPage
                      ? {
                          load: () => void traces.fetchNextPage(),
                          loading: traces.isFetchingNextPage,
                        }
                      : null
                  }
                />
              ) : (
                <RowsSkeleton rows={12} />
              )}
            </Card>
          </div>
        </Reloading>
      )}
    </div>
  );
}

type Axis = "log" | "linear";

function AxisButton({ axis, onChange }: { axis: Axis; onChange: (axis: Axis) => void }) {
  return (
    <Button kind="bare" onClick={() => onChange(axis === "log" ? "linear" : "log")}>
      {axis === "log" ? "From zero" : "Log axis"}
    </Button>
  );
}

type Range = { fromMs: number; toMs: number };

/** Says so when the listed requests cover only the end of the range. */
function drawnNote(drawn: Range | null | undefined, range: Range | null, axis: Axis): string {
  const scale = axis === "log" ? "log axis" : "linear axis";
  if (!drawn || !range || drawn.fromMs === range.fromMs) return scale;
  const length = (part: Range): string => formatDuration(part.toMs - part.fromMs);
  return `${scale}; the newest ${length(drawn)} of ${length(range)}, older ones are not listed yet`;
}

/** What the server found wrong with the search; null: something else, or nothing. */
const searchProblem = (error: Error | null): string | null =>
  error instanceof ApiError && error.field === "search" ? error.message : null;

function SearchedPart({ searchedFrom }: { searchedFrom: string | null }) {
  const zone = useZone();
  if (searchedFrom === null) return null;
  return (
    <Notice status="warning">
      Searched back to <strong>{formatTime(Date.parse(searchedFrom), zone, "second")}</strong> in
      the time that a search may take. “Show more” goes on from there; a shorter range or a rarer
      value is quicker.
    </Notice>
  );
}

/** The bar's range as it was when the answer came; null while there is none or the range makes no sense. */
function useAnsweredRange(
  { from, to }: { from: string; to: string },
  answeredAtMs: number,
): Range | null {
  const nowMs = useNow(60_000);
  return useMemo(() => {
    try {
      return resolveRange({ from, to }, answeredAtMs || nowMs);
    } catch {
      return null;
    }
  }, [from, to, answeredAtMs, nowMs]);
}
