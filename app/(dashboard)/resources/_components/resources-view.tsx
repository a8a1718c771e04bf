"use client";

import { useQuery } from "@tanstack/react-query";
import { parseAsString, useQueryState } from "nuqs";
import { Sparkline } from "@/components/charts/sparkline.tsx";
import { ConcernPage } from "@/components/concern/concern-page.tsx";
import { drawnQuestion } from "@/components/concern/concern-state.ts";
import { ConcernTable } from "@/components/concern/concern-table.tsx";
import { ConcernTracks } from "@/components/concern/concern-tracks.tsx";
import { useNow } from "@/components/frame/now.tsx";
import { useBar } from "@/components/frame/use-bar.ts";
import type { Column } from "@/components/ui/data-table.tsx";
import { StatusIcon } from "@/components/ui/status-icon.tsx";
import { Value } from "@/components/ui/value.tsx";
import { resourcesQuery } from "@/lib/client/resources.ts";
import type { ResourceFigures } from "@/lib/contract/resources.ts";
import { periodBefore } from "@/lib/view/change.ts";
import { formatMs, formatRatio } from "@/lib/view/format.ts";
import { resourceStrip } from "@/lib/view/resource-strip.ts";
import {
  type ResourceRow,
  resourcesCondition,
  resourceTracks,
  toResourceRows,
} from "@/lib/view/resources.ts";
import { type UnitFormat, unitFormat } from "@/lib/view/unit-format.ts";
import { ResourcePanel } from "./resource-panel.tsx";

const NOW_STEP_MS = 10_000;
const bytes = unitFormat("By").write;
const bytesPerSecond = unitFormat("By/s").write;

const figureColumn = (
  header: string,
  figure: keyof ResourceFigures,
  write: UnitFormat["write"],
): Column<ResourceRow> => ({
  id: figure,
  header,
  align: "right",
  sortBy: (row) => row.figures[figure],
  cell: (row) => <Value figure={write(row.figures[figure])} />,
});

const COLUMNS: readonly Column<ResourceRow>[] = [
  {
    id: "name",
    header: "What",
    sortBy: (row) => row.label,
    cell: (row) => (
      <span className="flex items-center gap-2" title={row.note}>
        <StatusIcon status={row.status} size={13} />
        {row.label}
        {row.condition !== "ok" && row.condition !== null && (
          <span className="text-12 text-text-3">{row.condition}</span>
        )}
      </span>
    ),
  },
  { id: "spark", header: "CPU", cell: (row) => <Sparkline values={row.cpu} bare /> },
  figureColumn("CPU", "cpuUtilization", formatRatio),
  figureColumn("Memory", "memoryUsageBytes", bytes),
  figureColumn("Of limit", "memoryUtilization", formatRatio),
  figureColumn("Heap", "heapUsedBytes", bytes),
  figureColumn("Event loop", "eventLoopUtilization", formatRatio),
  figureColumn("Loop delay p99", "eventLoopDelayP99Ms", formatMs),
  figureColumn("GC per second", "gcMsPerSecond", formatMs),
  figureColumn("Received", "networkReceiveBytesPerSecond", bytesPerSecond),
];

/** Resources of everything in the bar's scope. */
export function ResourcesView() {
  const { bar } = useBar();
  const nowMs = useNow(NOW_STEP_MS);
  const question = useQuery(resourcesQuery(drawnQuestion(bar)));
  const { data } = question;
  const [selected, select] = useQueryState("resource", parseAsString);
  const rows = data ? toResourceRows(data.groups) : [];
  const before = data ? periodBefore(Date.parse(data.to) - Date.parse(data.from)) : "";
  const opened = rows.find(({ id }) => id === selected);
  const empty = {
    title: "Nothing reports what it uses",
    children:
      "CPU, memory, event loop, GC, disk and network of each host, container and instance are here once a service sends host or runtime metrics, such as those of @opentelemetry/host-metrics and @opentelemetry/instrumentation-runtime-node.",
  };
  return (
    <ConcernPage
      question={question}
      label="Resources"
      missing="What hosts and instances use cannot be shown."
      condition={data ? resourcesCondition(rows) : null}
      figures={data ? resourceStrip(data, before) : null}
      empty={data && rows.length === 0 ? empty : undefined}
    >
      {data && (
        <ConcernTracks
          concern="resources"
          label="Resources over time"
          {...resourceTracks(data, nowMs)}
        />
      )}
      <ConcernTable
        title="Hosts, containers and instances"
        things="resources"
        rows={rows}
        columns={COLUMNS}
        sortParam="sort"
        selectedId={selected}
        onOpen={(row) => void select(row.id)}
        compact={(row) => (
          <span className="flex justify-between gap-2">
            <span className="truncate">{row.label}</span>
            <Value figure={formatRatio(row.figures.cpuUtilization)} />
          </span>
        )}
      />
      {opened && <ResourcePanel row={opened} onClose={() => void select(null)} />}
    </ConcernPage>
  );
}
