"use client";

import Link from "next/link";
import { useHref } from "@/components/frame/use-bar.ts";
import { Button } from "@/components/ui/button.tsx";
import { Card } from "@/components/ui/card.tsx";
import { Condition } from "@/components/ui/condition.tsx";

type Props = { traceId: string; looking: boolean; onRetry: () => void };

/** No span of this trace is stored: the possible reasons, and that it is looked for again. */
export function TraceMissing({ traceId, looking, onRetry }: Props) {
  const hrefOf = useHref();
  return (
    <div className="space-y-4">
      <Condition
        condition={{
          status: "unknown",
          parts: [
            { text: "No span of this trace is stored. ", tone: "fact" },
            { text: "It is looked for again every 5 s for a minute.", tone: "reason" },
          ],
        }}
        actions={
          <>
            <Button onClick={onRetry} disabled={looking}>
              {looking ? "Looking…" : "Look again"}
            </Button>
            <Button asChild>
              <Link href={hrefOf("/traces")}>All traces</Link>
            </Button>
          </>
        }
      />
      <Card className="p-4">
        <p className="font-mono text-12 break-all text-text-2">{traceId}</p>
        <dl className="mt-4 max-w-prose space-y-3 [&_dd]:text-text-2 [&_dt]:font-semibold">
          <div>
            <dt>Not kept</dt>
            <dd>
              Only a share of traces is kept: failed, slow and rare ones first, up to
              HEADROOM_TRACE_BUDGET spans per second. Figures still count every span.
            </dd>
          </div>
          <div>
            <dt>Too old</dt>
            <dd>
              Spans are dropped after the time that HEADROOM_RETENTION says, 3 days by default.
            </dd>
          </div>
          <div>
            <dt>Not arrived yet</dt>
            <dd>SDKs send in batches, so the newest spans are still in the service’s memory.</dd>
          </div>
          <div>
            <dt>Not sampled</dt>
            <dd>The service’s own sampler decided against this trace and never sent it.</dd>
          </div>
        </dl>
      </Card>
    </div>
  );
}
