"use client";

import { useNow } from "@/components/frame/now.tsx";
import { useZone } from "@/components/frame/preferences.tsx";
import { useBar } from "@/components/frame/use-bar.ts";
import { useIntake } from "@/components/frame/use-intake.ts";
import { Card } from "@/components/ui/card.tsx";
import { Condition, ConditionSkeleton } from "@/components/ui/condition.tsx";
import { CopyButton } from "@/components/ui/copy-button.tsx";
import { QueryError } from "@/components/ui/query-error.tsx";
import { EmptyState, Notice, RowsSkeleton } from "@/components/ui/states.tsx";
import { formatCount } from "@/lib/view/format.ts";
import { metricListCondition } from "@/lib/view/metric-condition.ts";
import { rangeWords } from "@/lib/view/ranges.ts";
import { MetricList } from "./metric-list.tsx";
import { useMetricHref, useMetricItems } from "./use-metrics.ts";

type Props = { find: string; onFind: (find: string) => void };

/** The list of all metrics of the bar's range and filters. */
export function MetricsOverview({ find, onFind }: Props) {
  const { bar } = useBar();
  const zone = useZone();
  const nowMs = useNow(60_000);
  const hrefOf = useMetricHref();
  const { items, omitted, error, retry } = useMetricItems(find);
  if (error && !items) {
    return (
      <Card>
        <QueryError error={error} missing="Which metrics there are is not known." onRetry={retry} />
      </Card>
    );
  }
  return (
    <>
      {items ? (
        <Condition
          condition={metricListCondition(items, rangeWords(bar, { nowMs, zone }))}
          actions={null}
        />
      ) : (
        <ConditionSkeleton />
      )}
      <Card>
        {items === null ? (
          <RowsSkeleton rows={14} />
        ) : items.length === 0 && find === "" ? (
          <NoMetrics />
        ) : (
          <>
            {omitted > 0 && (
              <div className="p-2">
                <Notice status="unknown">
                  {formatCount(omitted)} more metrics are not listed: the search finds them.
                </Notice>
              </div>
            )}
            <MetricList
              items={items}
              text={find}
              onText={onFind}
              hrefOf={hrefOf}
              className="max-h-[calc(100dvh-240px)] min-h-64"
            />
          </>
        )}
      </Card>
    </>
  );
}

/** What makes metrics appear: every SDK sends them to the same address as its traces. */
function NoMetrics() {
  const { intake } = useIntake();
  const endpoint = intake?.otlpHttpUrl ?? "http://localhost:4318";
  const lines = [
    `export OTEL_EXPORTER_OTLP_ENDPOINT=${endpoint}`,
    "export OTEL_METRICS_EXPORTER=otlp",
    "export OTEL_METRIC_EXPORT_INTERVAL=10000",
    ...(intake?.keyRequired
      ? ["export OTEL_EXPORTER_OTLP_HEADERS=authorization=Bearer%20YOUR_KEY"]
      : []),
  ].join("\n");
  return (
    <EmptyState title="No metric was received in this range">
      <p>
        Counters, gauges and histograms of any OpenTelemetry SDK or Collector appear here as they
        arrive, whatever they are called. Choose a longer range or another service above, or start a
        service with:
      </p>
      <div className="mt-3 flex items-start gap-2 rounded-2 border border-line bg-surface-2 p-3">
        <pre className="min-w-0 flex-1 overflow-x-auto font-mono text-12 text-text">{lines}</pre>
        <CopyButton text={lines} label="Copy the lines" />
      </div>
    </EmptyState>
  );
}
