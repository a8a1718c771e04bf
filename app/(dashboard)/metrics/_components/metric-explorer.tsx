"use client";

import Link from "next/link";
import { useNow } from "@/components/frame/now.tsx";
import { useZone } from "@/components/frame/preferences.tsx";
import { useBar, useHref } from "@/components/frame/use-bar.ts";
import { Button } from "@/components/ui/button.tsx";
import { Card } from "@/components/ui/card.tsx";
import { Condition, ConditionSkeleton } from "@/components/ui/condition.tsx";
import { QueryError } from "@/components/ui/query-error.tsx";
import {
  ChartSkeleton,
  EmptyState,
  Notice,
  Reloading,
  RowsSkeleton,
} from "@/components/ui/states.tsx";
import type { MetricQueryResponse } from "@/lib/contract/metrics.ts";
import { formatCount } from "@/lib/view/format.ts";
import { metricCondition, questionWords } from "@/lib/view/metric-condition.ts";
import type { MetricItem } from "@/lib/view/metric-list.ts";
import type { MetricPage } from "@/lib/view/metric-page.ts";
import { rangeWords } from "@/lib/view/ranges.ts";
import { writeWith } from "@/lib/view/unit-format.ts";
import { GroupsCard } from "./groups-card.tsx";
import { MeasurementsCard } from "./measurements-card.tsx";
import { MetricTracks } from "./metric-tracks.tsx";
import { type Asked, type Change, QueryCard } from "./query-card.tsx";
import { toChart, useMetricHref, useMetricItems, useMetricPage } from "./use-metrics.ts";

const HEIGHT = 360;

type Props = { state: Asked; onChange: Change };

/** One metric: what is asked, its lines over time, its groups, and single measurements with their traces. */
export function MetricExplorer({ state, onChange }: Props) {
  const { bar } = useBar();
  const zone = useZone();
  const nowMs = useNow(60_000);
  const hrefOf = useMetricHref();
  const pageHref = useHref();
  const { items } = useMetricItems("");
  const chart = toChart(state, bar);
  const { answer, page } = useMetricPage(chart, state);
  const length = rangeWords(bar, { nowMs, zone });
  const item = items?.find((candidate) => candidate.name === state.metric);
  const data = answer.data;
  const isHistogram = data?.metricClass === "histogram" && data.formula === null;
  return (
    <>
      {data && page ? (
        <Condition
          condition={metricCondition({
            answer: data,
            rows: page.rows,
            write: writeWith(page.unit),
            length,
          })}
          heading={item && <About item={item} />}
          actions={
            <Button asChild>
              <Link href={pageHref("/metrics")}>All metrics</Link>
            </Button>
          }
        />
      ) : answer.error ? null : (
        <ConditionSkeleton />
      )}
      <QueryCard
        state={state}
        onChange={onChange}
        items={items ?? []}
        answer={data}
        hrefOf={hrefOf}
      />
      {answer.error && !answer.isPlaceholderData && (
        <Card>
          <QueryError
            error={answer.error}
            missing="This metric cannot be drawn as it is asked."
            onRetry={() => void answer.refetch()}
          />
        </Card>
      )}
      {data && <Variants answer={data} onChange={onChange} />}
      {data && page && <Band answer={data} page={page} />}
      {!(answer.error && !data) && (
        <Reloading active={answer.isPlaceholderData} what={state.metric}>
          <div className="space-y-4">
            <Card className="overflow-hidden">
              {!data || !page ? (
                <ChartSkeleton height={HEIGHT} />
              ) : page.rows.length === 0 ? (
                <NothingToDraw answer={data} length={length} href={pageHref("/metrics")} />
              ) : (
                <MetricTracks page={page} chart={chart} heat={isHistogram} />
              )}
            </Card>
            {page && data && page.rows.length > 0 && (
              <GroupsCard
                page={page}
                answer={data}
                chart={chart}
                state={state}
                onChange={onChange}
              />
            )}
            {!page && !answer.error && (
              <Card>
                <RowsSkeleton rows={3} />
              </Card>
            )}
            {isHistogram && page && <MeasurementsCard chart={chart} unit={page.unit} />}
          </div>
        </Reloading>
      )}
    </>
  );
}

const MOST_LINKS = 4;

/** What the metric is, as its sender says, and who reports it. */
function About({ item }: { item: MetricItem }) {
  const hrefOf = useHref();
  const more = item.services.length - MOST_LINKS;
  return (
    <p className="mb-1 flex flex-wrap items-baseline gap-x-2 text-12 text-text-3">
      {item.description !== "" && (
        <span className="text-text-2">{item.description.replace(/\.?$/, ".")}</span>
      )}
      <span>
        {item.kind}, {item.unit === "" ? "no unit" : `unit ${item.unit}`}, reported by
      </span>
      {item.services.slice(0, MOST_LINKS).map((service) => (
        <Link
          key={service}
          href={hrefOf("/requests", { service, namespace: null })}
          className="text-text-2 underline decoration-dashed underline-offset-4 hover:decoration-solid"
        >
          {service}
        </Link>
      ))}
      {more > 0 && <span>and {formatCount(more)} more</span>}
    </p>
  );
}

/** Metrics of different units or kinds that share the name: one is shown, the others are a click away. */
function Variants({ answer, onChange }: { answer: MetricQueryResponse; onChange: Change }) {
  if (answer.variants.length < 2) return null;
  return (
    <Notice status="warning">
      {answer.variants.length} different metrics are called {answer.name}; they are never mixed.{" "}
      {answer.variants.map((variant) => (
        <button
          key={`${variant.unit} ${variant.metricClass}`}
          type="button"
          aria-pressed={variant.isUsed}
          onClick={() =>
            onChange({ unit: variant.unit, kind: variant.metricClass, agg: null, hide: null })
          }
          className="mr-3 underline decoration-dashed underline-offset-4 aria-pressed:font-semibold aria-pressed:no-underline"
        >
          {variant.metricClass}, {variant.unit === "" ? "no unit" : variant.unit} (
          {formatCount(variant.seriesCount)} series)
        </button>
      ))}
    </Notice>
  );
}

/** Says so where quantiles are not exact: the sender's buckets are wide. */
function Band({ answer, page }: { answer: MetricQueryResponse; page: MetricPage }) {
  const [total] = answer.groups.map((group) => group.total);
  if (!page.rows.some(({ band }) => band !== null) || typeof total?.low !== "number") return null;
  const write = writeWith(page.unit);
  return (
    <Notice status="warning">
      From a histogram with fixed bounds: the true value lies in a band, {page.rows[0]?.label} over
      this range between {write(total.low)} and{" "}
      {typeof total.high === "number" ? write(total.high) : "no upper bound"}.
    </Notice>
  );
}

type NothingProps = { answer: MetricQueryResponse; length: string; href: string };

function NothingToDraw({ answer, length, href }: NothingProps) {
  if (answer.kind === null) {
    return (
      <EmptyState title={`${answer.name} has not been received`}>
        Names are matched exactly, upper and lower case too.{" "}
        <Link href={href} className="underline underline-offset-4">
          Look for it among all metrics
        </Link>
        , or widen the filters above.
      </EmptyState>
    );
  }
  return (
    <EmptyState title={`No points of ${questionWords(answer)} in the ${length}`}>
      {answer.seriesCount === 0
        ? "No series has all of what the filters ask for: take one away."
        : "Its senders were silent, or have not sent twice yet: a rate needs two points. Choose a longer range above."}
    </EmptyState>
  );
}
