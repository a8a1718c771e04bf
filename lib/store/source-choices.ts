import type { ClientBase } from "pg";
import type { SourceChoice } from "@/lib/aggregate/source-choice.ts";
import { unpackHour } from "@/lib/aggregate/unpack-hour.ts";
import type { RequestSource } from "@/lib/domain/requests.ts";
import { readPackedRows } from "./packed-minutes.ts";
import type { Queryable } from "./queryable.ts";

const HOUR = 3_600;

/** Stores which source counts a service in an hour (Unix seconds of its start). */
export async function storeSourceChoice(
  client: ClientBase,
  choice: SourceChoice & { serviceKey: string; hour: number },
): Promise<void> {
  await client.query(
    `INSERT INTO source_choices (service_key, hour, source, spans_count, metrics_count)
     VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (service_key, hour) DO UPDATE SET
       source = excluded.source,
       spans_count = excluded.spans_count,
       metrics_count = excluded.metrics_count`,
    [choice.serviceKey, choice.hour, choice.source, choice.spansCount, choice.metricsCount],
  );
}

/** One stored choice. */
export type StoredChoice = { serviceKey: string; hour: number; source: RequestSource };

/** The choices up to `toSeconds`: the last one before `fromSeconds` for each service, and those within. */
export async function loadSourceChoices(
  client: Queryable,
  range: { fromSeconds: number; toSeconds: number },
): Promise<StoredChoice[]> {
  const { rows } = await client.query<{ service_key: string; hour: string; source: RequestSource }>(
    `(SELECT DISTINCT ON (service_key) service_key, hour, source
      FROM source_choices WHERE hour < $1
      ORDER BY service_key, hour DESC)
     UNION ALL
     (SELECT service_key, hour, source
      FROM source_choices WHERE hour >= $1 AND hour < $2)`,
    [range.fromSeconds, range.toSeconds],
  );
  return rows.map((row) => ({
    serviceKey: row.service_key,
    hour: Number(row.hour),
    source: row.source,
  }));
}

/** Requests per minute of service tiers (service, source), packed or not, by tier id. */
export async function loadMinuteCounts(
  client: ClientBase,
  tierIds: readonly bigint[],
  range: { fromSeconds: number; toSeconds: number },
): Promise<Map<bigint, Map<number, number>>> {
  const counts = new Map<bigint, Map<number, number>>();
  const add = (id: bigint, bucket: number, count: number) => {
    const ofTier = counts.get(id) ?? new Map<number, number>();
    ofTier.set(bucket, (ofTier.get(bucket) ?? 0) + count);
    counts.set(id, ofTier);
  };
  const { rows } = await client.query<{
    service_id: string;
    bucket: string;
    request_count: number;
  }>(
    `SELECT service_id, bucket, request_count
     FROM service_1m
     WHERE service_id = ANY ($1::bigint[]) AND bucket >= $2 AND bucket < $3`,
    [tierIds, range.fromSeconds, range.toSeconds],
  );
  for (const row of rows) add(BigInt(row.service_id), Number(row.bucket), row.request_count);
  const span = { from: range.fromSeconds, to: range.toSeconds };
  for (const row of await readPackedRows(client, { kind: "service", ids: tierIds }, [span])) {
    for (const { id, bucket, count } of unpackHour(row.id, row.hour, row.packed)) {
      if (bucket >= span.from && bucket < span.to) add(id, bucket, count);
    }
  }
  return counts;
}

/** A service tier (service and source) that has requests in an hour (Unix seconds of its start). */
export type ReportedHour = { tierId: bigint; hour: number };

/** Of which hours service tiers have requests, folded or not; `tierOf` tells the tier of one of `seriesIds`. */
export async function loadReportedHours(
  client: Queryable,
  wanted: {
    tierIds: readonly bigint[];
    seriesIds: readonly bigint[];
    tierOf: (seriesId: bigint) => bigint | undefined;
    fromSeconds: number;
    toSeconds: number;
  },
): Promise<ReportedHour[]> {
  const range = [Math.floor(wanted.fromSeconds / HOUR) * HOUR, wanted.toSeconds];
  // What is not folded is read first: in between the fold may move it to the tiers, never back.
  const unfolded = await client.query<{ id: string; hour: string }>(
    `SELECT DISTINCT series_id AS id, bucket - bucket % ${HOUR} AS hour
     FROM request_deltas
     WHERE slot IN (SELECT slot FROM arrival_slots WHERE state IN ('open', 'sealed'))
       AND series_id = ANY ($1::bigint[]) AND bucket >= $2 AND bucket < $3 AND request_count > 0`,
    [wanted.seriesIds, ...range],
  );
  const folded = await client.query<{ id: string; hour: string }>(
    `SELECT service_id AS id, bucket AS hour
     FROM service_1h
     WHERE service_id = ANY ($1::bigint[]) AND bucket >= $2 AND bucket < $3 AND request_count > 0`,
    [wanted.tierIds, ...range],
  );
  const hours = folded.rows.map(({ id, hour }) => ({ tierId: BigInt(id), hour: Number(hour) }));
  for (const { id, hour } of unfolded.rows) {
    const tierId = wanted.tierOf(BigInt(id));
    if (tierId !== undefined) hours.push({ tierId, hour: Number(hour) });
  }
  return hours;
}
