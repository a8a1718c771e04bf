"use client";

import Link from "next/link";
import { Sparkline } from "@/components/charts/sparkline.tsx";
import { useZone } from "@/components/frame/preferences.tsx";
import { Button } from "@/components/ui/button.tsx";
import { SidePanel } from "@/components/ui/side-panel.tsx";
import { Notice } from "@/components/ui/states.tsx";
import { STATUS_WORDS, StatusIcon } from "@/components/ui/status-icon.tsx";
import { Value } from "@/components/ui/value.tsx";
import { changeText, ratioChangeText } from "@/lib/view/change.ts";
import { type Formatted, formatMs, formatRate, formatRatio } from "@/lib/view/format.ts";
import { type OverviewRow, overviewReason } from "@/lib/view/overview-rows.ts";
import type { ServiceRow } from "@/lib/view/service-rows.ts";
import type { SparkSeries } from "@/lib/view/sparkline.ts";
import { formatTime } from "@/lib/view/time-format.ts";
import { deployTitle } from "@/lib/view/timeline.ts";
import { BreakersCell, CachesCell, LimitsCell, SaturationCell } from "./concern-cells.tsx";
import { useConcernHrefOf, useServiceHref, useTracesHref } from "./service-links.ts";

type Line = {
  label: string;
  figure: Formatted;
  change: string | null;
  spark: SparkSeries | null;
  limit?: number;
};

const linesOf = (row: ServiceRow): Line[] => [
  {
    label: "Requests",
    figure: formatRate(row.throughputPerSecond),
    change: changeText({
      now: row.throughputPerSecond,
      before: row.previous?.throughputPerSecond ?? null,
    }),
    spark: row.sparks.rate,
  },
  {
    label: "Errors",
    figure: formatRatio(row.errorRatio),
    change: ratioChangeText({ now: row.errorRatio, before: row.previous?.errorRatio ?? null }),
    spark: row.sparks.errors,
  },
  {
    label: "p95",
    figure: formatMs(row.p95Ms),
    change: changeText({ now: row.p95Ms, before: row.previous?.p95Ms ?? null }),
    spark: row.sparks.p95,
    limit: row.objective.p95Ms,
  },
  { label: "p50", figure: formatMs(row.p50Ms), change: null, spark: null },
  { label: "p99", figure: formatMs(row.p99Ms), change: null, spark: null },
];

const SOURCES = {
  spans: "from spans, exact to 0.55 %",
  metrics: "from metrics",
  mixed: "from spans and metrics",
} as const;

const CONCERN_LINES = [
  { concern: "caches", label: "Cache hits", Cell: CachesCell },
  { concern: "breakers", label: "Breakers", Cell: BreakersCell },
  { concern: "limits", label: "Refused by limits", Cell: LimitsCell },
  { concern: "resources", label: "Most saturated", Cell: SaturationCell },
] as const;

type Props = { row: OverviewRow | null; untilMs: number; onClose: () => void };

/** A service at the side of the overview: its figures, its versions, and the ways on. */
export function ServicePanel({ row, untilMs, onClose }: Props) {
  const place = row ? [row.namespace, row.environment].filter(Boolean).join(", ") : "";
  return (
    <SidePanel
      open={row !== null}
      onClose={onClose}
      title={row?.service ?? ""}
      note={place || undefined}
    >
      {row && <PanelBody row={row} untilMs={untilMs} />}
    </SidePanel>
  );
}

function PanelBody({ row, untilMs }: { row: OverviewRow; untilMs: number }) {
  const zone = useZone();
  const serviceHref = useServiceHref();
  const tracesHref = useTracesHref();
  const { icon } = row;
  const reason = overviewReason(row, { untilMs, zone });
  return (
    <div className="space-y-4 p-4">
      {icon === "ok" ? (
        <p className="flex items-center gap-2 text-12 text-text-2">
          <StatusIcon status="ok" label={null} /> {STATUS_WORDS.ok}, within its objective of{" "}
          {row.objective.p95Ms} ms and {formatRatio(row.objective.errorRatio).value} % errors
        </p>
      ) : (
        <Notice status={icon}>
          <span className="font-medium">{STATUS_WORDS[icon]}</span>: {reason}
        </Notice>
      )}
      <div className="flex gap-2 *:flex-1">
        <Button kind="main" asChild>
          <Link href={serviceHref(row)}>Open {row.service}</Link>
        </Button>
        <Button asChild>
          <Link href={tracesHref(row)}>Traces</Link>
        </Button>
      </div>
      <dl className="divide-y divide-line border-y border-line">
        {linesOf(row).map((line) => (
          <div key={line.label} className="flex min-h-11 items-center gap-3">
            <dt className="w-20 text-12 text-text-2">{line.label}</dt>
            <dd className="flex flex-1 items-center justify-end gap-3">
              {line.spark && (
                <Sparkline values={line.spark} limit={line.limit ?? null} width={96} height={26} />
              )}
              <Value figure={line.figure} className="min-w-16 text-right font-medium" />
              <span className="min-w-16 text-right text-12 text-text-3">{line.change ?? ""}</span>
            </dd>
          </div>
        ))}
      </dl>
      <ConcernLines row={row} />
      <Deploys row={row} />
      <p className="text-12 text-text-3">
        {row.source ? `Figures ${SOURCES[row.source]}. ` : ""}
        {row.lastSeenMs !== null && `Last heard ${formatTime(row.lastSeenMs, zone, "second")}.`}
      </p>
    </div>
  );
}

/** What the concerns tell of it, each with its page; a concern that it does not report is left out. */
function ConcernLines({ row }: { row: OverviewRow }) {
  const hrefOf = useConcernHrefOf();
  const told = CONCERN_LINES.filter(({ concern }) => row.concerns?.[concern] != null);
  if (told.length === 0) return null;
  return (
    <dl className="divide-y divide-line border-y border-line">
      {told.map(({ concern, label, Cell }) => (
        <div key={concern} className="flex min-h-11 items-center justify-between gap-3">
          <dt className="text-12 text-text-2">{label}</dt>
          <dd>
            <Cell row={row} hrefOf={hrefOf} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Deploys({ row }: { row: ServiceRow }) {
  const zone = useZone();
  if (row.deploys.length === 0) return null;
  return (
    <section>
      <h3 className="text-12 text-text-2">Versions that began in this range</h3>
      <ul className="mt-1 space-y-1">
        {row.deploys.toReversed().map((deploy) => (
          <li key={deploy.id}>
            <span className="flex justify-between gap-3">
              <span className="truncate font-medium">{deployTitle(row.service, deploy)}</span>
              <span className="shrink-0 text-12 text-text-3">
                {formatTime(deploy.atMs, zone, "day-minute")}
              </span>
            </span>
            {deploy.effect && <span className="block text-12 text-text-2">{deploy.effect}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}
