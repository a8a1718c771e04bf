"use client";

import type { UseQueryResult } from "@tanstack/react-query";
import { Card, CardHeader } from "@/components/ui/card.tsx";
import { QueryError } from "@/components/ui/query-error.tsx";
import { ChartSkeleton, Notice, Reloading } from "@/components/ui/states.tsx";
import type { LogHistogramResponse, LogRecord } from "@/lib/contract/logs.ts";
import type { LogHistogram } from "@/lib/view/log-histogram.ts";
import { LogsHistogram } from "./logs-histogram.tsx";
import { SeverityChoices } from "./severity-choices.tsx";

type Severity = LogRecord["severity"];

type Props = {
  counts: UseQueryResult<LogHistogramResponse>;
  /** Absent until there is an answer. */
  histogram: LogHistogram | undefined;
  chosen: Severity[];
  onChoose: (chosen: Severity[]) => void;
};

/** Severities over time, and which of them are shown. */
export function SeveritiesCard({ counts, histogram, chosen, onChoose }: Props) {
  const { data, error } = counts;
  return (
    <Card>
      <CardHeader
        title="Severities over time"
        note={
          <span className="max-tablet:hidden">drag or click zooms, double click goes back</span>
        }
      />
      {error && !data ? (
        <QueryError
          error={error}
          missing="How many records there were is not known."
          onRetry={() => void counts.refetch()}
        />
      ) : histogram ? (
        <Reloading active={counts.isPlaceholderData} what="counts">
          <LogsHistogram histogram={histogram} />
        </Reloading>
      ) : (
        <ChartSkeleton height={140} />
      )}
      <div className="space-y-2 px-4 pt-1 pb-3">
        <SeverityChoices totals={data?.totals ?? null} chosen={chosen} onChange={onChoose} />
        {data && data.countedShare < 1 && (
          <Notice status="unknown">
            Extrapolated from {Math.max(1, Math.round(data.countedShare * 100))} % of the places
            that may match. A shorter range is counted whole.
          </Notice>
        )}
      </div>
    </Card>
  );
}
