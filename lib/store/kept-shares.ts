import type { Queryable } from "./queryable.ts";

const SUM_KEPT = `
  SELECT
    coalesce(sum(received_spans), 0) AS received_spans,
    coalesce(sum(kept_spans), 0) AS kept_spans
  FROM kept_shares
  WHERE bucket >= $1
    AND bucket < $2
`;

/** Spans received and kept in the 10-second buckets (Unix seconds) from `fromSeconds` until before `toSeconds`. */
export async function sumKeptSpans(
  client: Queryable,
  range: { fromSeconds: number; toSeconds: number },
): Promise<{ receivedSpans: number; keptSpans: number }> {
  const { rows } = await client.query<{ received_spans: string; kept_spans: string }>(SUM_KEPT, [
    range.fromSeconds,
    range.toSeconds,
  ]);
  return {
    receivedSpans: Number(rows[0]?.received_spans ?? 0),
    keptSpans: Number(rows[0]?.kept_spans ?? 0),
  };
}
