import type { ClientBase } from "pg";
import { decodeDistribution, encodeDistribution } from "@/lib/aggregate/distribution.ts";
import type { RequestPoint } from "@/lib/aggregate/request-metrics.ts";
import type { StreamPoint } from "@/lib/aggregate/request-streams.ts";
import { copyOut } from "./copy.ts";
import { CopyEncoder, CopyReader } from "./copy-binary.ts";

/** Rows of request histogram points under an arrival generation, for `copyUnique` of `request_points`. */
export function encodeRequestPoints(
  points: readonly RequestPoint[],
  generation: number,
): CopyEncoder {
  const rows = new CopyEncoder(points.length * 256);
  for (const point of points) encodeRequestPoint(rows, point, generation);
  return rows;
}

function encodeRequestPoint(rows: CopyEncoder, point: RequestPoint, generation: number): void {
  rows.row(13);
  rows.bigint(point.series.id);
  rows.bigint(point.streamId);
  rows.bigint(point.startNs);
  rows.bigint(point.timeNs);
  rows.integer(generation);
  rows.bigint(point.groupId);
  rows.bool(point.isDelta);
  rows.bool(point.isError);
  rows.double(point.count);
  rows.double(point.sumSeconds);
  rows.double(point.maxSeconds);
  rows.bytes(encodeDistribution(point.distribution));
  if (point.exemplarTraceId === null) rows.null();
  else rows.uuid(point.exemplarTraceId);
}

const POINT_FIELDS = `series_id, stream_id, start_ns, time_ns, group_id, is_delta, is_error,
  request_count, sum_seconds, max_seconds, distribution, exemplar_trace_id, generation`;

/** A stored point with the arrival generation that brought it. */
export type StoredPoint = StreamPoint & { generation: number };

/** How far back all points are read; senders export at least this often, so most streams have their point before. */
const LOOK_BACK_NS = 3_600_000_000_000n;

type Generations = { from: number; to: number };

/**
 * The points that generations of `from` to `to` brought, with every other point of their groups that can bear on what
 * they add: from an hour before the first of them on, and before that each stream's and each process's last one.
 */
export async function readPointsWithNeighbours(
  client: ClientBase,
  generations: Generations,
): Promise<StoredPoint[]> {
  const { rows } = await client.query<{ group_id: string; first_ns: string }>(
    `SELECT group_id, min(time_ns) AS first_ns
     FROM request_points
     WHERE generation >= $1 AND generation <= $2
     GROUP BY group_id`,
    [generations.from, generations.to],
  );
  if (rows.length === 0) return [];
  let firstNs = BigInt(rows[0]?.first_ns ?? 0);
  for (const row of rows) if (BigInt(row.first_ns) < firstNs) firstNs = BigInt(row.first_ns);
  const groups = rows.map((row) => row.group_id).join(",");
  const bytes = await copyOut(
    client,
    `COPY (
      SELECT ${POINT_FIELDS} FROM request_points
      WHERE group_id = ANY ('{${groups}}'::bigint[])
        AND time_ns >= ${firstNs - LOOK_BACK_NS}
        AND generation <= ${generations.to}
    ) TO STDOUT (FORMAT binary)`,
  );
  const points = readPoints(bytes);
  const older = await readLastBefore(client, points, { firstNs, to: generations.to });
  return [...points, ...older];
}

/**
 * The last points before the look-back of streams that have none within it, and of their processes: after a gap they
 * are what an increase counts from.
 */
async function readLastBefore(
  client: ClientBase,
  points: readonly StoredPoint[],
  before: { firstNs: bigint; to: number },
): Promise<StoredPoint[]> {
  const streams = streamsThatBegin(points, before.firstNs);
  if (streams.length === 0) return [];
  const list = (values: bigint[]) => `'{${values.join(",")}}'::bigint[]`;
  const earlier = `generation <= ${before.to} AND time_ns < ${before.firstNs - LOOK_BACK_NS}`;
  const bytes = await copyOut(
    client,
    `COPY (
      SELECT DISTINCT ${POINT_FIELDS}
      FROM unnest(
        ${list(streams.map((one) => one.groupId))},
        ${list(streams.map((one) => one.streamId))},
        ${list(streams.map((one) => one.startNs))}
      ) AS given (of_group, of_stream, of_start)
      CROSS JOIN LATERAL (
        (SELECT * FROM request_points
         WHERE group_id = of_group AND stream_id = of_stream AND start_ns = of_start AND ${earlier}
         ORDER BY time_ns DESC LIMIT 1)
        UNION ALL
        (SELECT * FROM request_points
         WHERE group_id = of_group AND start_ns = of_start AND ${earlier}
         ORDER BY time_ns DESC LIMIT 1)
      ) AS last_before
    ) TO STDOUT (FORMAT binary)`,
  );
  return readPoints(bytes);
}

/** One point of each cumulative stream whose points all lie at or after `firstNs`. */
function streamsThatBegin(points: readonly StoredPoint[], firstNs: bigint): StoredPoint[] {
  const earliest = new Map<string, StoredPoint>();
  for (const point of points) {
    if (point.isDelta) continue;
    const key = `${point.streamId} ${point.startNs}`;
    const known = earliest.get(key);
    if (!known || point.timeNs < known.timeNs) earliest.set(key, point);
  }
  return [...earliest.values()].filter((point) => point.timeNs >= firstNs);
}

function readPoints(bytes: Buffer): StoredPoint[] {
  const reader = new CopyReader(bytes, 13);
  const points: StoredPoint[] = [];
  while (reader.next()) {
    points.push({
      seriesId: reader.bigint(0),
      streamId: reader.bigint(1),
      startNs: reader.bigint(2),
      timeNs: reader.bigint(3),
      groupId: reader.bigint(4),
      isDelta: reader.bytes(5)[0] === 1,
      isError: reader.bytes(6)[0] === 1,
      count: reader.double(7),
      sumSeconds: reader.double(8),
      maxSeconds: reader.double(9),
      distribution: decodeDistribution(reader.bytes(10)),
      exemplarTraceId: reader.isNull(11) ? null : Buffer.from(reader.bytes(11)),
      generation: reader.integer(12),
    });
  }
  return points;
}
