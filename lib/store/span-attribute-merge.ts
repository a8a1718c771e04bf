import type { Queryable } from "./queryable.ts";
import { ATTRIBUTE_BUCKET_SECONDS } from "./span-attribute-rows.ts";

const MERGE_ATTRIBUTE_ROWS = `
  WITH crowded AS (
    SELECT bucket
    FROM span_attributes
    WHERE bucket >= $1
      AND bucket < $2
    GROUP BY bucket
    HAVING count(*) > 1
  ),
  taken AS (
    DELETE FROM span_attributes
    WHERE bucket >= $1
      AND bucket < $2
      AND bucket IN (SELECT bucket FROM crowded)
    RETURNING bucket, hashes
  )
  INSERT INTO span_attributes (bucket, hashes)
  SELECT bucket, array_agg(DISTINCT hash)
  FROM taken, unnest(hashes) AS hash
  GROUP BY bucket
`;

/** Buckets are merged once: this long after them little arrives late, and what does stays a row of its own. */
const SETTLED_SECONDS = 120;

/**
 * Makes one row of each bucket's rows, one for each transaction until then: ten times less to scan. `lookBackSeconds`:
 * at least as long as between two calls. Safe beside writers and readers: it is one statement.
 */
export async function mergeAttributeRows(
  client: Queryable,
  { nowMs, lookBackSeconds }: { nowMs: number; lookBackSeconds: number },
): Promise<void> {
  const settled = Math.floor(nowMs / 1_000) - SETTLED_SECONDS;
  const to = settled - (settled % ATTRIBUTE_BUCKET_SECONDS);
  await client.query(MERGE_ATTRIBUTE_ROWS, [to - lookBackSeconds, to]);
}
