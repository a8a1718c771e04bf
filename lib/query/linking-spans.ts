import type { LinkingSpansResponse } from "@/lib/contract/traces.ts";
import { UNKNOWN_SERVICE } from "@/lib/domain/service.ts";
import { readPool } from "@/lib/platform/db.ts";
import { loadOrigins } from "@/lib/store/origins.ts";
import type { CandidateSpan } from "@/lib/store/span-search.ts";
import { loadTrace } from "@/lib/store/whole-traces.ts";
import { instantOfNs, nsOfMs } from "./nanoseconds.ts";
import { linksTo } from "./span-conditions.ts";
import { scanSpans } from "./span-scan.ts";

const MOST = 100;
/** Who links to a trace begins after it, but for clocks that differ. */
const CLOCKS_NS = 60_000_000_000n;
/** Linked work follows within a day, or is not looked for. */
const REACH_NS = 86_400_000_000_000n;

/** Spans of other traces that link to this one. `traceId` in lower case; of an unknown trace there are none. */
export async function queryLinkingSpans(
  traceId: string,
  nowMs: number,
): Promise<LinkingSpansResponse> {
  const pool = readPool();
  const [first] = await loadTrace(pool, { traceId, limit: 1 });
  if (!first) return { spans: [] };
  const fromNs = first.startNs - CLOCKS_NS;
  const lastNs = nsOfMs(nowMs) + CLOCKS_NS;
  const range = { fromNs, toNs: lastNs < fromNs + REACH_NS ? lastNs : fromNs + REACH_NS };
  const found: CandidateSpan[] = [];
  for await (const { spans } of scanSpans(pool, linksTo(traceId), { range, before: null })) {
    found.push(...spans.filter((span) => span.traceId !== traceId));
    if (found.length >= MOST) break;
  }
  const shown = found.slice(0, MOST);
  const origins = await loadOrigins(
    pool,
    shown.map((span) => span.originId),
  );
  return {
    spans: shown.map((span) => {
      const origin = origins.get(span.originId);
      return {
        traceId: span.traceId,
        spanId: span.spanId,
        at: instantOfNs(span.startNs),
        name: span.name,
        service: origin?.service ?? UNKNOWN_SERVICE,
        namespace: origin?.namespace ?? "",
        environment: origin?.environment ?? "",
      };
    }),
  };
}
