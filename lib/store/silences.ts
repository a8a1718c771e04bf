import type { Author } from "@/lib/domain/ownership.ts";
import type { SilenceMatcher } from "@/lib/domain/silences.ts";
import type { AlertSilence } from "./generated/prisma/client.ts";
import { prisma } from "./prisma.ts";

/** A silence as it is stored; `matchers` is JSON that the contract has to parse. */
export type StoredSilence = {
  id: string;
  matchers: unknown;
  startsMs: number;
  endsMs: number;
  comment: string;
  owner: Author;
  createdMs: number;
};

const fromRow = (row: AlertSilence): StoredSilence => ({
  id: row.id,
  matchers: row.matchers,
  startsMs: row.startsAt.getTime(),
  endsMs: row.endsAt.getTime(),
  comment: row.comment,
  owner: { id: row.ownerId, name: row.ownerName },
  createdMs: row.createdAt.getTime(),
});

/** Silences that end at a time or later, those that end last first. */
export async function selectSilences(sinceMs: number): Promise<StoredSilence[]> {
  const rows = await prisma().alertSilence.findMany({
    where: { endsAt: { gte: new Date(sinceMs) } },
    orderBy: [{ endsAt: "desc" }, { id: "asc" }],
  });
  return rows.map(fromRow);
}

/** Stores a new silence. */
export async function insertSilence(
  silence: Omit<StoredSilence, "matchers"> & { matchers: SilenceMatcher[] },
): Promise<StoredSilence> {
  const { id, matchers, comment, owner } = silence;
  const row = await prisma().alertSilence.create({
    data: {
      ...{ id, matchers, comment, ownerId: owner.id, ownerName: owner.name },
      startsAt: new Date(silence.startsMs),
      endsAt: new Date(silence.endsMs),
      createdAt: new Date(silence.createdMs),
    },
  });
  return fromRow(row);
}

/** Ends a silence now. False: there is none that has not ended. */
export async function endSilenceRow(id: string, nowMs: number): Promise<boolean> {
  const now = new Date(nowMs);
  const { count } = await prisma().alertSilence.updateMany({
    where: { id, endsAt: { gt: now } },
    data: { endsAt: now },
  });
  return count > 0;
}
