import { resolveRange } from "@/lib/contract/time.ts";
import type {
  TraceAttributesParams,
  TraceAttributesResponse,
} from "@/lib/contract/trace-attributes.ts";
import { attributesToRecord } from "@/lib/decode/attributes.ts";
import { readMessage } from "@/lib/decode/read-message.ts";
import { ATTRIBUTE_LIMITS } from "@/lib/domain/telemetry-limits.ts";
import { readPool } from "@/lib/platform/db.ts";
import { loadOrigins } from "@/lib/store/origins.ts";
import { findEntrySpans, loadSpansOfTraces } from "@/lib/store/traces.ts";
import { nsOfMs } from "./nanoseconds.ts";
import { findServiceIds } from "./service-filter.ts";

/** Enough for what is frequent; what is rare is typed. */
const MOST_TRACES = 200;
const MOST_SPANS = 2_000;

/** Attribute names, or the values of one, of the newest kept spans of the range. */
export async function queryTraceAttributes(
  params: TraceAttributesParams,
  nowMs: number,
): Promise<TraceAttributesResponse> {
  const { fromMs, toMs } = resolveRange(params, nowMs);
  const records = await sampleAttributes(params, { fromNs: nsOfMs(fromMs), toNs: nsOfMs(toMs) });
  const { name, prefix, limit } = params;
  const counts = new Map<string, number>();
  for (const record of records) {
    const texts = name === undefined ? Object.keys(record) : valuesOf(record[name]);
    for (const text of new Set(texts)) counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  const wanted = prefix.toLowerCase();
  const found = [...counts]
    .filter(([text]) => text.toLowerCase().includes(wanted))
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, limit);
  return {
    sampledSpans: records.length,
    names: name === undefined ? found.map(([text, spanCount]) => ({ name: text, spanCount })) : [],
    values: name === undefined ? [] : found.map(([value, spanCount]) => ({ value, spanCount })),
  };
}

/** Of each sampled span the attributes of the span, its events and its resource. */
async function sampleAttributes(
  params: TraceAttributesParams,
  range: { fromNs: bigint; toNs: bigint },
): Promise<Record<string, unknown>[]> {
  const pool = readPool();
  const filter = {
    ...range,
    serviceIds: await findServiceIds(pool, { ...params, namespace: [] }),
    ...{ routes: [], methods: [], minNs: null, maxNs: null, isError: null },
  };
  const entries = await findEntrySpans(pool, {
    ...{ filter, order: "newest", before: null, limit: MOST_TRACES },
  });
  const traceIds = [...new Set(entries.map((entry) => entry.traceId))];
  const spans = await loadSpansOfTraces(pool, { traceIds, limit: MOST_SPANS });
  const origins = await loadOrigins(
    pool,
    spans.map((span) => span.originId),
  );
  return spans.map(({ payload, originId }) => {
    const message = readMessage("Span", payload);
    const parts = [...message.events, message].map(
      (part) => attributesToRecord(part.attributes, ATTRIBUTE_LIMITS).record,
    );
    return Object.assign({}, origins.get(originId)?.resource, ...parts);
  });
}

/** A value as a search writes it; maps and empty values cannot be searched for. */
function valuesOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(valuesOf);
  return ["string", "number", "boolean"].includes(typeof value) ? [String(value)] : [];
}
