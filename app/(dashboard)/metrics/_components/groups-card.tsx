"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useBar, useHref } from "@/components/frame/use-bar.ts";
import { Button } from "@/components/ui/button.tsx";
import { Card, CardHeader } from "@/components/ui/card.tsx";
import { DataTable } from "@/components/ui/data-table.tsx";
import { FilterField } from "@/components/ui/filter-field.tsx";
import { EmptyState } from "@/components/ui/states.tsx";
import { metricQuery } from "@/lib/client/metrics.ts";
import type { MetricQueryResponse } from "@/lib/contract/metrics.ts";
import type { MetricsChart } from "@/lib/domain/chart-spec.ts";
import { formatCount } from "@/lib/view/format.ts";
import { type MetricRow, toMetricRows, withoutPoints } from "@/lib/view/metric-groups.ts";
import type { MetricPage } from "@/lib/view/metric-page.ts";
import { toTrackTimes } from "@/lib/view/track.ts";
import { writeWith } from "@/lib/view/unit-format.ts";
import { CompactGroup, groupColumns } from "./group-columns.tsx";
import type { Asked, Change } from "./query-card.tsx";
import { questionOf } from "./use-metrics.ts";

type Props = {
  page: MetricPage;
  answer: MetricQueryResponse;
  chart: MetricsChart;
  state: Asked;
  onChange: Change;
};

const MOST = 500;
/** Two buckets at most: only the totals are read. */
const ONE_STEP_SECONDS = 86_400 * 31;

/** Every group with its figures: the chart's legend, whose marks switch lines off and on, and what has no line. */
export function GroupsCard({ page, answer, chart, state, onChange }: Props) {
  const hrefOf = useHref();
  const [text, setText] = useState("");
  const { rows, omitted, listMore } = useAllRows({ page, answer, chart, state });
  const columns = useMemo(
    () =>
      groupColumns({
        groupBy: state.by,
        write: writeWith(page.unit),
        drawn: page.drawn,
        hidden: state.hide,
        onHide: (hide) => onChange({ hide: hide.length > 0 ? hide : null }),
        onNarrow: (where) => onChange({ where: [...state.where, ...where], hide: null }),
        serviceHref: (key) =>
          hrefOf("/requests", {
            service: key.service ?? null,
            namespace: key.namespace || null,
            environment: key.environment ?? null,
          }),
      }),
    [state, page.unit, page.drawn, onChange, hrefOf],
  );
  const shown = rows.filter(({ label }) => label.toLowerCase().includes(text.toLowerCase()));
  return (
    <Card>
      <CardHeader
        title={state.by.length === 0 ? "Figures" : "Groups"}
        note={
          <span className="max-tablet:hidden">
            of complete buckets; a mark switches its line, a double click shows it alone
          </span>
        }
        actions={
          rows.length > 8 && <FilterField value={text} onChange={setText} label="Filter groups" />
        }
      />
      {shown.length === 0 ? (
        <EmptyState title="No group like this">Nothing here is called “{text}”.</EmptyState>
      ) : (
        <DataTable
          label="Groups"
          rows={shown}
          columns={columns}
          rowId={({ id }) => id}
          sortParam="sort"
          compact={(row) => <CompactGroup row={row} columns={columns} />}
        />
      )}
      {omitted > 0 && (
        <div className="flex items-center gap-3 border-t border-line px-4 py-2 text-12 text-text-3">
          {formatCount(omitted)} more groups, with smaller values
          {listMore && <Button onClick={listMore}>List up to {formatCount(MOST)}</Button>}
        </div>
      )}
    </Card>
  );
}

/** The rows of the page, with the rest of the groups below drawn lines, and further ones when they are asked for. */
function useAllRows({ page, answer, chart, state }: Omit<Props, "onChange">) {
  const { bar } = useBar();
  const [more, setMore] = useState(false);
  const further = useQuery({
    ...metricQuery({ ...questionOf(chart, bar), limit: MOST, step: ONE_STEP_SECONDS }),
    enabled: more && answer.omittedGroups > 0,
  });
  const rows = useMemo<MetricRow[]>(() => {
    const known = new Set(page.rows.map(({ id }) => id));
    const times = toTrackTimes({ startsMs: [], stepMs: 1, nowMs: 0 });
    const rest = further.data
      ? toMetricRows(further.data, state.by, times)
          .filter(({ id }) => !known.has(id))
          .map(withoutPoints)
      : [];
    const all = [...page.rows, ...rest];
    return page.rest ? all.toSpliced(state.top, 0, page.rest) : all;
  }, [page.rows, page.rest, further.data, state.by, state.top]);
  return {
    rows,
    omitted: further.data?.omittedGroups ?? answer.omittedGroups,
    listMore: more ? null : () => setMore(true),
  };
}
