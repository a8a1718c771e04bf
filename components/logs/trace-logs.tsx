"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useZone } from "@/components/frame/preferences.tsx";
import { useHref } from "@/components/frame/use-bar.ts";
import { QueryError } from "@/components/ui/query-error.tsx";
import { traceLogsQuery } from "@/lib/client/logs.ts";
import type { LogRecord } from "@/lib/contract/logs.ts";
import { bodyLine } from "@/lib/view/log-lines.ts";
import { formatTime } from "@/lib/view/time-format.ts";
import { SeverityMark } from "./severity-mark.tsx";

type Props = {
  traceId: string;
  /** Only the records of this span; null: of the whole trace. */
  spanId: string | null;
};

/** The log lines of a trace, or of one span of it, oldest first, as a part of another page's side. */
export function TraceLogs({ traceId, spanId }: Props) {
  const { data, error, refetch } = useQuery(traceLogsQuery(traceId));
  const hrefOf = useHref();
  if (error && !data) {
    return (
      <QueryError error={error} missing="Its logs are not known." onRetry={() => void refetch()} />
    );
  }
  if (!data) return <p className="px-4 py-2 text-12 text-text-3">Loading its logs…</p>;
  const lines = data.logs
    .filter((record) => spanId === null || record.spanId === spanId)
    .toReversed();
  if (lines.length === 0) {
    return (
      <p className="px-4 py-2 text-12 text-text-3">
        {spanId === null
          ? "No log record carries this trace’s id. A log library with OpenTelemetry’s bridge adds it by itself."
          : "This span wrote no log record."}
      </p>
    );
  }
  return (
    <>
      <ol className="text-12">
        {lines.map((record) => (
          <TraceLogLine key={record.id} record={record} />
        ))}
      </ol>
      <p className="px-4 py-2 text-12">
        <Link
          href={`${hrefOf("/logs", rangeAround(lines))}&search=${encodeURIComponent(`trace=${traceId}`)}`}
          className="text-accent hover:underline"
        >
          Open in logs
        </Link>
      </p>
    </>
  );
}

function TraceLogLine({ record }: { record: LogRecord }) {
  const zone = useZone();
  const atMs = Date.parse(record.at);
  return (
    <li className="border-b border-line px-4 py-1.5 last:border-0">
      <p className="flex items-center gap-2 text-11 text-text-3">
        <time dateTime={record.at} title={formatTime(atMs, zone, "full")}>
          {formatTime(atMs, zone, "second")}.{String(atMs % 1_000).padStart(3, "0")}
        </time>
        <SeverityMark severity={record.severity} />
        <span className="truncate">{record.service}</span>
      </p>
      <p className="line-clamp-3 font-mono break-words">{bodyLine(record.body)}</p>
    </li>
  );
}

const AROUND_MS = 60_000;

/** The times of the lines with a minute on both sides: not empty. */
function rangeAround(lines: readonly LogRecord[]): { from: string; to: string } {
  const times = lines.map((record) => Date.parse(record.at));
  return {
    from: new Date(Math.min(...times) - AROUND_MS).toISOString(),
    to: new Date(Math.max(...times) + AROUND_MS).toISOString(),
  };
}
