import type { Queryable } from "./queryable.ts";
import { spanIdOfBigint, traceIdOfUuid } from "./span-ids.ts";

const FIND_STARTS = `
  SELECT trace_id, span_id, start_ns
  FROM spans
  WHERE trace_id = ANY ($1::uuid[])
    AND kind = $2
`;

/** When the kept spans of one kind (OTLP's number) of some traces began: Unix ns, by trace id and span id together. */
export async function findSpanStarts(
  client: Queryable,
  { traceIds, kind }: { traceIds: readonly string[]; kind: number },
): Promise<Map<string, bigint>> {
  if (traceIds.length === 0) return new Map();
  type Row = { trace_id: string; span_id: string; start_ns: string };
  const { rows } = await client.query<Row>(FIND_STARTS, [traceIds, kind]);
  return new Map(
    rows.map((row) => [
      traceIdOfUuid(row.trace_id) + spanIdOfBigint(row.span_id),
      BigInt(row.start_ns),
    ]),
  );
}
