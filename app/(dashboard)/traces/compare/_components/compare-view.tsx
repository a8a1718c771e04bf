"use client";

import { useQuery } from "@tanstack/react-query";
import { ArrowLeft, ArrowLeftRight } from "lucide-react";
import Link from "next/link";
import { parseAsString, useQueryStates } from "nuqs";
import { useMemo } from "react";
import { useHref } from "@/components/frame/use-bar.ts";
import { Button } from "@/components/ui/button.tsx";
import { Card, CardHeader } from "@/components/ui/card.tsx";
import { Condition, ConditionSkeleton } from "@/components/ui/condition.tsx";
import { ErrorState, Notice, RowsSkeleton } from "@/components/ui/states.tsx";
import { ApiError } from "@/lib/client/query-client.ts";
import { traceQuery } from "@/lib/client/traces.ts";
import type { TraceResponse } from "@/lib/contract/traces.ts";
import { compareTraces, comparisonCondition } from "@/lib/view/trace-compare.ts";
import { CompareSides } from "./compare-sides.tsx";
import { CompareTable } from "./compare-table.tsx";

const parsers = { a: parseAsString, b: parseAsString };

/** What of two traces differs: in words, in figures, and step by step. */
export function CompareView() {
  const [ids, setIds] = useQueryStates(parsers, { history: "push", scroll: false });
  const hrefOf = useHref();
  const [a, b] = [useSide(ids.a), useSide(ids.b)];
  return (
    <div className="space-y-4">
      <Link
        href={hrefOf("/traces")}
        className="inline-flex items-center gap-1 text-12 text-text-3 hover:text-text"
      >
        <ArrowLeft size={13} aria-hidden />
        All traces
      </Link>
      {a.data && b.data ? (
        <Compared a={a.data} b={b.data} onSwap={() => void setIds({ a: ids.b, b: ids.a })} />
      ) : (
        <NotCompared ids={ids} sides={[a, b]} />
      )}
      <CompareSides key={`${ids.a} ${ids.b}`} ids={ids} onChange={(next) => void setIds(next)} />
    </div>
  );
}

const useSide = (id: string | null) => useQuery({ ...traceQuery(id ?? ""), enabled: id !== null });
type Side = ReturnType<typeof useSide>;

function NotCompared({
  ids,
  sides,
}: {
  ids: { a: string | null; b: string | null };
  sides: Side[];
}) {
  const missing = [ids.a, ids.b].filter((id) => id === null).length;
  if (missing > 0) {
    return (
      <Condition
        condition={{
          status: "unknown",
          parts: [
            { text: "Choose two traces. ", tone: "fact" },
            { text: "A is what B is measured against, such as a typical one.", tone: "reason" },
          ],
        }}
      />
    );
  }
  const failed = sides.find((side) => side.error && !side.data);
  if (!failed) {
    return (
      <>
        <ConditionSkeleton />
        <Card>
          <RowsSkeleton rows={10} />
        </Card>
      </>
    );
  }
  const isMissing = failed.error instanceof ApiError && failed.error.status === 404;
  const which = failed === sides[0] ? "A" : "B";
  return (
    <Card>
      <ErrorState
        title={isMissing ? `Trace ${which} is not stored` : `Trace ${which} could not be read`}
        onRetry={() => void failed.refetch()}
      >
        {isMissing
          ? "It was not kept under the trace budget, is too old, or its id is wrong. Choose another below."
          : `${failed.error?.message ?? ""}. Nothing else depends on it.`}
      </ErrorState>
    </Card>
  );
}

type ComparedProps = { a: TraceResponse; b: TraceResponse; onSwap: () => void };

function Compared({ a, b, onSwap }: ComparedProps) {
  const comparison = useMemo(() => compareTraces(a.spans, b.spans), [a, b]);
  const incomplete = [a.complete ? "" : "A", b.complete ? "" : "B"].filter((side) => side !== "");
  return (
    <>
      <Condition
        condition={comparisonCondition(comparison)}
        actions={
          <Button onClick={onSwap}>
            <ArrowLeftRight size={14} aria-hidden />
            Swap
          </Button>
        }
      />
      {incomplete.length > 0 && (
        <Notice status="warning">
          {incomplete.join(" and ")} {incomplete.length === 1 ? "is" : "are"} incomplete: what is
          missing there may not have been kept, and so is no difference.
        </Notice>
      )}
      <Card>
        <CardHeader title="Step by step" note="by service and name, below the same parent" />
        <CompareTable comparison={comparison} traceIds={{ a: a.traceId, b: b.traceId }} />
      </Card>
    </>
  );
}
