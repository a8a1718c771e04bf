import { MARKER_KINDS, type MarkerKind, type MarkerPlace } from "@/lib/domain/timeline.ts";
import type { Queryable } from "./queryable.ts";

/** What happened at a time. For threads without Prisma. */
export type NearMarker = MarkerPlace & { atMs: number; kind: MarkerKind; title: string };

const MOST = 50;

/** The newest markers of a range, newest first. */
export async function selectMarkersNear(
  client: Queryable,
  { fromMs, toMs }: { fromMs: number; toMs: number },
): Promise<NearMarker[]> {
  const { rows } = await client.query<MarkerPlace & { at_ms: string; kind: string; title: string }>(
    `SELECT (extract(epoch FROM "at") * 1000)::bigint AS at_ms, kind, title, service, namespace, environment
     FROM marker
     WHERE "at" >= to_timestamp($1 / 1000.0) AT TIME ZONE 'UTC' AND "at" < to_timestamp($2 / 1000.0) AT TIME ZONE 'UTC'
     ORDER BY "at" DESC, id LIMIT ${MOST}`,
    [fromMs, toMs],
  );
  return rows.map(({ at_ms, kind, ...row }) => ({
    ...row,
    atMs: Number(at_ms),
    kind: MARKER_KINDS.find((known) => known === kind) ?? "note",
  }));
}
