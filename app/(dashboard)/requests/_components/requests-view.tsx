"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useQueryStates } from "nuqs";
import { useCallback, useMemo, useState } from "react";
import { useNow } from "@/components/frame/now.tsx";
import { useZone } from "@/components/frame/preferences.tsx";
import { useBar, useHref } from "@/components/frame/use-bar.ts";
import { useServices } from "@/components/frame/use-services.ts";
import { Button } from "@/components/ui/button.tsx";
import { Card } from "@/components/ui/card.tsx";
import { Condition, ConditionSkeleton } from "@/components/ui/condition.tsx";
import { CopyLink } from "@/components/ui/copy-link.tsx";
import { FigureStrip, FigureStripSkeleton } from "@/components/ui/figure-strip.tsx";
import { QueryError } from "@/components/ui/query-error.tsx";
import { Segments } from "@/components/ui/segments.tsx";
import { ChartSkeleton, Reloading } from "@/components/ui/states.tsx";
import { requestsQuery } from "@/lib/client/requests.ts";
import { overviewCondition } from "@/lib/view/overview-condition.ts";
import { describeRange, isPast, rangeLength, relativeLength } from "@/lib/view/ranges.ts";
import { serviceCondition } from "@/lib/view/service-condition.ts";
import { serviceFigures } from "@/lib/view/service-figures.ts";
import { toServicePage } from "@/lib/view/service-page.ts";
import type { ServiceRow } from "@/lib/view/service-rows.ts";
import { BreakdownCard } from "./breakdown-card.tsx";
import { CostCard } from "./cost-card.tsx";
import { RequestTracks } from "./request-tracks.tsx";
import { RequestsHeading } from "./requests-heading.tsx";
import {
  filterParsers,
  type RequestFilters,
  wholeQuestion,
  writeFilters,
} from "./requests-state.ts";
import { useRequestActions } from "./use-request-actions.ts";

const NOW_STEP_MS = 10_000;

const SEGMENTS = [
  { id: "charts", label: "Charts" },
  { id: "tables", label: "Breakdown" },
] as const;

/** Rows of the bar's service; its environment narrows them, and a name alone may stand in several. */
const rowsOf = (
  rows: readonly ServiceRow[],
  bar: { service: string | null; namespace: string | null },
) =>
  rows.filter(
    (row) =>
      (bar.service === null || row.service === bar.service) &&
      (bar.namespace === null || row.namespace === bar.namespace),
  );

/** Requests of one service, or of all: what is slow, since when, on which route, after which deploy. */
export function RequestsView() {
  const { bar: asked } = useBar();
  const zone = useZone();
  const nowMs = useNow(NOW_STEP_MS);
  const hrefOf = useHref();
  const services = useServices();
  const [filters, setFilters] = useQueryStates(filterParsers, { history: "push" });
  const [segment, setSegment] = useState<string>("charts");

  const rows = useMemo(() => rowsOf(services.rows ?? [], asked), [services.rows, asked]);
  // Environments never merge: of a name that stands in several, the worst is shown.
  const environment =
    asked.environment ??
    (asked.service !== null && rows.length > 1 ? (rows[0]?.environment ?? null) : null);
  const bar = useMemo(() => ({ ...asked, environment }), [asked, environment]);
  const shown = useMemo(
    () => rows.filter((row) => environment === null || row.environment === environment),
    [rows, environment],
  );

  const whole = useQuery(requestsQuery(wholeQuestion(bar, filters)));
  const page = useMemo(
    () =>
      whole.data && services.rows
        ? toServicePage({
            answer: whole.data,
            rows: shown,
            events: services.events,
            nowMs,
            zone,
          })
        : null,
    [whole.data, services.rows, services.events, shown, nowMs, zone],
  );
  const tracesHref = writeFilters(hrefOf("/traces", { environment }), tracesFilters(filters));
  const length = relativeLength(bar);
  const what = length ? rangeLength(length) : describeRange(bar, { nowMs, zone }).span;
  const range = whole.data
    ? { fromMs: Date.parse(whole.data.from), toMs: Date.parse(whole.data.to) }
    : null;

  const narrowed = Object.values(filters).some((value) => value !== null);
  const clearFilters = useCallback(() => void setFilters(null), [setFilters]);
  useRequestActions({ tracesHref, onClearFilters: narrowed ? clearFilters : null });

  if (whole.error && !whole.data) {
    return (
      <Card>
        <QueryError
          error={whole.error}
          missing="These requests are not known."
          onRetry={() => void whole.refetch()}
        />
      </Card>
    );
  }
  const name = nameOf(bar.service, filters);
  const condition =
    page &&
    (bar.service === null && !narrowed
      ? overviewCondition(shown, {
          nowMs,
          zone,
          past: isPast(bar),
          hrefOf: (row) => hrefOf("/requests", keyOf(row)),
        })
      : serviceCondition(page, shown[0] ?? null, {
          nowMs,
          zone,
          past: isPast(bar),
          name,
          tracesHref,
        }));
  return (
    <>
      {condition ? (
        <Condition
          condition={condition}
          heading={
            <RequestsHeading
              bar={bar}
              rows={rows}
              filters={filters}
              onFilters={(change) => void setFilters(change)}
            />
          }
          actions={
            <>
              <CopyLink range={range} />
              <Button asChild>
                <Link href={tracesHref}>Traces</Link>
              </Button>
            </>
          }
        />
      ) : (
        <ConditionSkeleton />
      )}
      {page ? (
        <FigureStrip label={name} figures={serviceFigures(page, asked.compare === "previous")} />
      ) : (
        <FigureStripSkeleton cells={5} />
      )}
      <Segments
        segments={SEGMENTS}
        value={segment}
        onChange={setSegment}
        label="Parts of this page"
        className="tablet:hidden"
      />
      <div className={segment === "charts" ? "" : "max-tablet:hidden"}>
        <Reloading active={whole.isPlaceholderData} what={what}>
          <Card className="overflow-hidden">
            {page ? (
              <RequestTracks page={page} bar={bar} filters={filters} tracesHref={tracesHref} />
            ) : (
              <ChartSkeleton height={560} />
            )}
          </Card>
        </Reloading>
      </div>
      <div className={segment === "tables" ? "" : "max-tablet:hidden"}>
        <BreakdownCard
          bar={bar}
          filters={filters}
          onFilters={(change) => void setFilters(change)}
        />
      </div>
      {bar.service !== null && shown[0] && <CostCard service={keyOfCosts(shown[0])} />}
    </>
  );
}

const keyOf = (row: ServiceRow) => ({
  service: row.service,
  namespace: row.namespace || null,
  environment: row.environment,
});

const keyOfCosts = ({ service, namespace, environment }: ServiceRow) => ({
  service,
  namespace,
  environment,
});

/** The filters that a list of traces knows too. */
const tracesFilters = ({ route, method }: RequestFilters) => ({ route, method });

function nameOf(
  service: string | null,
  { route, method, status, instance, version }: RequestFilters,
) {
  const what = [method, route].filter(Boolean).join(" ");
  const rest = [status && `status ${status}`, instance, version].filter(Boolean).join(", ");
  return [service ?? (what || rest ? "" : "All services"), what, rest].filter(Boolean).join(" ");
}
