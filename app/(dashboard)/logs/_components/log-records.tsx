"use client";

import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import { useMemo } from "react";
import { useZone } from "@/components/frame/preferences.tsx";
import { useBar } from "@/components/frame/use-bar.ts";
import { Button } from "@/components/ui/button.tsx";
import { Card, CardHeader } from "@/components/ui/card.tsx";
import { QueryError } from "@/components/ui/query-error.tsx";
import { EmptyState, Notice, Reloading, RowsSkeleton } from "@/components/ui/states.tsx";
import type { LogsQuestion } from "@/lib/client/logs.ts";
import type { LogRecord, LogsResponse } from "@/lib/contract/logs.ts";
import { formatCount } from "@/lib/view/format.ts";
import { MOST_ROWS } from "@/lib/view/log-tail-rows.ts";
import { formatTime } from "@/lib/view/time-format.ts";
import { LogList } from "./log-list.tsx";
import type { LogsState } from "./logs-state.ts";
import type { LogTailState } from "./use-log-tail.ts";

type Pages = UseInfiniteQueryResult<InfiniteData<LogsResponse>>;

type Props = {
  logs: Pages;
  /** Null: live tail is off. */
  tail: LogTailState | null;
  state: LogsState;
  question: LogsQuestion;
  onOpen: (id: string) => void;
};

/** The records, of the range or as they arrive. */
export function LogRecords({ logs, tail, state, question, onOpen }: Props) {
  const pages = logs.data?.pages;
  const listed = useMemo(() => pages?.flatMap((page) => page.logs), [pages]);
  const records = tail ? tail.rows : listed;
  const narrowed = state.search !== "" || state.severity.length > 0 || question.service !== null;
  return (
    <Card>
      <CardHeader
        title="Records"
        note={tail ? "as they arrive, the newest first" : "the newest first"}
        actions={tail && <TailNote tail={tail} />}
      />
      {!tail && logs.error && !listed ? (
        <QueryError
          error={logs.error}
          missing="The records are not known."
          onRetry={() => void logs.refetch()}
        />
      ) : !records || (tail && !tail.connected && records.length === 0) ? (
        <RowsSkeleton rows={12} />
      ) : records.length === 0 ? (
        <NoRecords narrowed={narrowed} following={tail !== null} />
      ) : (
        <Reloading active={!tail && logs.isPlaceholderData} what="records">
          <Held tail={tail}>
            <LogList label="Log records" records={records} selectedId={state.log} onOpen={onOpen} />
          </Held>
        </Reloading>
      )}
      {!tail && listed && <Older logs={logs} listed={listed} />}
    </Card>
  );
}

/** New records wait while the pointer or the keyboard is on the list. */
function Held({ tail, children }: { tail: LogTailState | null; children: React.ReactNode }) {
  if (!tail) return children;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only notices that somebody reads
    <div
      onPointerEnter={() => tail.hold(true)}
      onPointerLeave={() => tail.hold(false)}
      onFocus={() => tail.hold(true)}
      onBlur={() => tail.hold(false)}
    >
      {children}
    </div>
  );
}

function TailNote({ tail }: { tail: LogTailState }) {
  const parts = [
    tail.held.length > 0 && `${formatCount(tail.held.length)} new wait while you read`,
    tail.skipped > 0 && `${formatCount(tail.skipped)} came too fast to show`,
    !tail.connected && "connecting again",
  ].filter(Boolean);
  return (
    <span role="status" className="text-text-3">
      {parts.length > 0 ? parts.join("; ") : "live"}
    </span>
  );
}

function NoRecords({ narrowed, following }: { narrowed: boolean; following: boolean }) {
  if (following) {
    return (
      <EmptyState title="Nothing has arrived yet">
        Records appear here within a second of their arrival.
      </EmptyState>
    );
  }
  return (
    <EmptyState title={narrowed ? "No record matches" : "No log records in this range"}>
      {narrowed
        ? "Remove a word or a severity, or choose a longer range."
        : "Send OTLP logs to /v1/logs: with a Node service, add a log record processor of @opentelemetry/sdk-logs to the SDK, or let a Collector read files and forward them."}
    </EmptyState>
  );
}

/** What lies further back: another page, a search that stopped on its way, or the bound of this page's rows. */
function Older({ logs, listed }: { logs: Pages; listed: readonly LogRecord[] }) {
  const { setBar } = useBar();
  const zone = useZone();
  const last = listed.at(-1);
  const searchedTo = logs.data?.pages.at(-1)?.searchedTo ?? null;
  if (!logs.hasNextPage) return null;
  const full = listed.length >= MOST_ROWS;
  return (
    <div className="flex flex-wrap items-center gap-3 border-t border-line px-4 py-3">
      {full && last ? (
        <Button
          onClick={() => setBar({ to: new Date(Date.parse(last.at) + 1).toISOString() })}
          title="The list holds a thousand records: go on from the oldest"
        >
          Older than {formatTime(Date.parse(last.at), zone, "second")}
        </Button>
      ) : (
        <Button disabled={logs.isFetchingNextPage} onClick={() => void logs.fetchNextPage()}>
          {logs.isFetchingNextPage ? "Loading…" : searchedTo ? "Search further back" : "Load older"}
        </Button>
      )}
      {searchedTo && (
        <Notice status="unknown">
          Searched back to {formatTime(Date.parse(searchedTo), zone, "day-minute")}.
        </Notice>
      )}
    </div>
  );
}
