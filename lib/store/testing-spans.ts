import type { Pool } from "pg";
import { ensurePartitionsAt } from "./partitions.ts";
import { bigintOfSpanId } from "./span-ids.ts";

/** A kept span for a test's database; what is left out is empty. */
export type GivenSpan = {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  startNs: bigint;
  durationNs: bigint;
  originId: bigint;
  serviceId: bigint;
  kind?: number;
  isRequest?: boolean;
  isError?: boolean;
  name?: string;
  route?: string;
  method?: string;
  status?: string;
  payload?: Uint8Array;
};

const INSERT_SPAN = `
  INSERT INTO spans (
    trace_id, span_id, parent_span_id, start_ns, duration_ns, origin_id, service_id, kind,
    is_request, is_error, name, route, method, status, payload
  ) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
`;

/** Stores spans one by one, in the order in which they are given, and makes the partitions that they need. */
export async function insertSpans(pool: Pool, spans: GivenSpan[]): Promise<void> {
  const seconds = spans.map((span) => Number(span.startNs / 1_000_000_000n));
  await ensurePartitionsAt(pool, { table: "spans", seconds });
  for (const span of spans) {
    await pool.query(INSERT_SPAN, [
      span.traceId,
      bigintOfSpanId(span.spanId),
      span.parentSpanId === undefined ? null : bigintOfSpanId(span.parentSpanId),
      span.startNs,
      span.durationNs,
      span.originId,
      span.serviceId,
      span.kind ?? 0,
      span.isRequest ?? false,
      span.isError ?? false,
      span.name ?? "",
      span.route ?? "",
      span.method ?? "",
      span.status ?? "",
      Buffer.from(span.payload ?? []),
    ]);
  }
}
