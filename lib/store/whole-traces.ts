import type { Queryable } from "./queryable.ts";
import { spanIdOfBigint } from "./span-ids.ts";

/** A kept span with its OTLP message. */
export type StoredSpan = {
  spanId: string;
  parentSpanId: string | null;
  startNs: bigint;
  durationNs: bigint;
  originId: bigint;
  isError: boolean;
  name: string;
  kind: number;
  /** The OTLP Span message as received. */
  payload: Uint8Array;
};

const LOAD_TRACE = `
  SELECT
    span_id, parent_span_id, start_ns, duration_ns, origin_id, is_error, name, kind, payload
  FROM spans
  WHERE trace_id = $1
  ORDER BY start_ns, span_id
  LIMIT $2
`;

type SpanRow = {
  span_id: string;
  parent_span_id: string | null;
  start_ns: string;
  duration_ns: string;
  origin_id: string;
  is_error: boolean;
  name: string;
  kind: number;
  payload: Buffer;
};

/** The kept spans of one trace by start, at most `limit`; empty when nothing of it is kept. */
export async function loadTrace(
  client: Queryable,
  { traceId, limit }: { traceId: string; limit: number },
): Promise<StoredSpan[]> {
  const { rows } = await client.query<SpanRow>(LOAD_TRACE, [traceId, limit]);
  return rows.map((row) => ({
    spanId: spanIdOfBigint(row.span_id),
    parentSpanId: row.parent_span_id === null ? null : spanIdOfBigint(row.parent_span_id),
    startNs: BigInt(row.start_ns),
    durationNs: BigInt(row.duration_ns),
    originId: BigInt(row.origin_id),
    isError: row.is_error,
    name: row.name,
    kind: row.kind,
    payload: row.payload,
  }));
}
