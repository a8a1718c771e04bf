import type { TraceSpan } from "@/lib/contract/traces.ts";

const TRACE_START_MS = Date.UTC(2026, 0, 5, 12, 0, 0);

/** A span for tests: `startMs` and `endMs` after the start of the trace. */
export function spanAt(
  spanId: string,
  parentSpanId: string | null,
  [startMs, endMs]: [number, number],
  rest: Partial<TraceSpan> = {},
): TraceSpan {
  return {
    spanId,
    parentSpanId,
    name: spanId,
    kind: "internal",
    service: "shop",
    namespace: "",
    environment: "",
    scope: "",
    at: new Date(TRACE_START_MS + startMs).toISOString(),
    offsetNs: startMs * 1e6,
    durationMs: endMs - startMs,
    status: "unset",
    statusMessage: "",
    error: false,
    attributes: {},
    resource: {},
    events: [],
    links: [],
    ...rest,
  };
}
