"use client";

import { useQuery } from "@tanstack/react-query";
import { ArrowLeft } from "lucide-react";
import Link from "next/link";
import { usePathname, useSearchParams } from "next/navigation";
import { useMemo } from "react";
import { useZone } from "@/components/frame/preferences.tsx";
import { useHref } from "@/components/frame/use-bar.ts";
import { Card } from "@/components/ui/card.tsx";
import { Condition, ConditionSkeleton } from "@/components/ui/condition.tsx";
import { CopyButton } from "@/components/ui/copy-button.tsx";
import { ErrorState, Notice, RowsSkeleton } from "@/components/ui/states.tsx";
import { ApiError } from "@/lib/client/query-client.ts";
import { traceQuery } from "@/lib/client/traces.ts";
import type { TraceResponse } from "@/lib/contract/traces.ts";
import { formatCount } from "@/lib/view/format.ts";
import { formatTime, zoneLabel } from "@/lib/view/time-format.ts";
import {
  buildWaterfall,
  nsText,
  traceCondition,
  traceNotices,
  type Waterfall,
} from "@/lib/view/waterfall.ts";
import { CompareButton } from "./compare-button.tsx";
import { SpanSide } from "./span-side.tsx";
import { TraceMissing } from "./trace-missing.tsx";
import { useWaterfall } from "./use-waterfall.ts";
import { WaterfallPanel } from "./waterfall-panel.tsx";

/** One trace: what happened in words, its spans over time, and the selected span beside them. */
export function TraceView({ traceId }: { traceId: string }) {
  const trace = useQuery(traceQuery(traceId));
  if (trace.data) return <LoadedTrace trace={trace.data} />;
  if (trace.error instanceof ApiError && trace.error.status === 404) {
    return (
      <TraceMissing
        traceId={traceId}
        looking={trace.isFetching}
        onRetry={() => void trace.refetch()}
      />
    );
  }
  if (trace.error) {
    return (
      <Card>
        <ErrorState title="The trace could not be read" onRetry={() => void trace.refetch()}>
          {trace.error.message}. The list of traces and all figures do not depend on it.
        </ErrorState>
      </Card>
    );
  }
  return (
    <div className="space-y-4">
      <ConditionSkeleton />
      <Card>
        <RowsSkeleton rows={14} />
      </Card>
    </div>
  );
}

function LoadedTrace({ trace }: { trace: TraceResponse }) {
  const waterfall = useMemo(() => buildWaterfall(trace.spans, trace.nPlusOnes), [trace]);
  const state = useWaterfall(waterfall);
  const hrefOfSpan = useHrefOfSpan();
  return (
    <div className="space-y-4">
      <BackToList />
      <Condition
        condition={traceCondition(waterfall, hrefOfSpan)}
        actions={<CompareButton traceId={trace.traceId} main={waterfall.main} at={trace.at} />}
      />
      <TraceFacts trace={trace} waterfall={waterfall} />
      {traceNotices(waterfall, trace.complete).map((notice) => (
        <Notice key={notice} status="warning">
          {notice}
        </Notice>
      ))}
      <div className="grid items-start gap-4 desk:grid-cols-[minmax(0,1fr)_348px]">
        <WaterfallPanel waterfall={waterfall} state={state} />
        <SpanSide waterfall={waterfall} state={state} traceId={trace.traceId} />
      </div>
    </div>
  );
}

/** The link that selects a span and leaves the rest of the address as it is. */
function useHrefOfSpan(): (key: string) => string {
  const pathname = usePathname();
  const search = useSearchParams();
  return (key) => {
    const next = new URLSearchParams(search);
    next.set("span", key);
    return `${pathname}?${next}`;
  };
}

function BackToList() {
  const hrefOf = useHref();
  return (
    <Link
      href={hrefOf("/traces")}
      className="inline-flex items-center gap-1 text-12 text-text-3 hover:text-text"
    >
      <ArrowLeft size={13} aria-hidden />
      All traces
    </Link>
  );
}

function TraceFacts({ trace, waterfall }: { trace: TraceResponse; waterfall: Waterfall }) {
  const zone = useZone();
  const { tree } = waterfall;
  const atMs = Date.parse(trace.at);
  return (
    <dl className="flex flex-wrap items-center gap-x-6 gap-y-1 text-12 *:flex *:min-h-7 *:items-center *:gap-1.5 [&_dt]:text-text-3">
      <div>
        <dt>Trace</dt>
        <dd className="flex items-center gap-1 font-mono break-all">
          {trace.traceId}
          <CopyButton text={trace.traceId} label="Copy trace id" compact />
        </dd>
      </div>
      <div>
        <dt>Began</dt>
        <dd>
          {formatTime(atMs, zone, "full")} {zoneLabel(zone)}
        </dd>
      </div>
      <div>
        <dt>In all</dt>
        <dd>{nsText(tree.durationNs)}</dd>
      </div>
      <div>
        <dt>Spans</dt>
        <dd>{formatCount(tree.nodes.length)}</dd>
      </div>
      <div>
        <dt>Failed</dt>
        <dd className={tree.errorCount > 0 ? "font-medium text-critical" : ""}>
          {formatCount(tree.errorCount)}
        </dd>
      </div>
      <div>
        <dt>Services</dt>
        <dd>{formatCount(tree.services.length)}</dd>
      </div>
    </dl>
  );
}
