import type { Author } from "@/lib/domain/ownership.ts";
import { MARKER_KINDS, type MarkerKind, type MarkerPlace } from "@/lib/domain/timeline.ts";
import type { Marker } from "./generated/prisma/client.ts";
import { prisma } from "./prisma.ts";

/** Something that happened, as it is stored. */
export type StoredMarker = MarkerPlace & {
  id: string;
  kind: MarkerKind;
  title: string;
  atMs: number;
  version: string | null;
  url: string | null;
  description: string | null;
  owner: Author;
  /** Null: sent without one, so that it cannot be recognised when it is sent again. */
  idempotencyKey: string | null;
  createdMs: number;
};

const fromRow = ({ at, createdAt, ownerId, ownerName, kind, ...row }: Marker): StoredMarker => ({
  ...row,
  kind: MARKER_KINDS.find((known) => known === kind) ?? "note",
  atMs: at.getTime(),
  createdMs: createdAt.getTime(),
  owner: { id: ownerId, name: ownerName },
});

const toRow = ({ atMs, createdMs, owner, ...marker }: StoredMarker): Marker => ({
  ...marker,
  at: new Date(atMs),
  createdAt: new Date(createdMs),
  ownerId: owner.id,
  ownerName: owner.name,
});

/** Stores a marker, unless its owner sent one with this idempotency key before: then that one is returned. */
export async function insertMarker(marker: StoredMarker): Promise<StoredMarker> {
  const { count } = await prisma().marker.createMany({
    data: [toRow(marker)],
    skipDuplicates: true,
  });
  if (count > 0 || marker.idempotencyKey === null) return marker;
  const row = await prisma().marker.findFirstOrThrow({
    where: { ownerId: marker.owner.id, idempotencyKey: marker.idempotencyKey },
  });
  return fromRow(row);
}

/** The newest markers of a range, newest first, of whatever place. */
export async function selectMarkers(
  range: { fromMs: number; toMs: number },
  most: number,
): Promise<StoredMarker[]> {
  const rows = await prisma().marker.findMany({
    where: { at: { gte: new Date(range.fromMs), lt: new Date(range.toMs) } },
    orderBy: [{ at: "desc" }, { id: "asc" }],
    take: most,
  });
  return rows.map(fromRow);
}

/** Deletes a marker. False: there is none with this id. */
export async function deleteMarkerRow(id: string): Promise<boolean> {
  const { count } = await prisma().marker.deleteMany({ where: { id } });
  return count > 0;
}
