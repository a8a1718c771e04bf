import { type Author, type Owned, parseVisibility } from "@/lib/domain/ownership.ts";
import type { SavedView } from "./generated/prisma/client.ts";
import { prisma } from "./prisma.ts";

/** The address of a page under a name, as it is stored. */
export type StoredView = Owned & {
  id: string;
  name: string;
  /** Begins with "/". */
  path: string;
  ownerName: string;
  createdMs: number;
  updatedMs: number;
};

const fromRow = ({ visibility, createdAt, updatedAt, ...row }: SavedView): StoredView => ({
  ...row,
  visibility: parseVisibility(visibility),
  createdMs: createdAt.getTime(),
  updatedMs: updatedAt.getTime(),
});

const toRow = ({ createdMs, updatedMs, ...view }: StoredView): SavedView => ({
  ...view,
  createdAt: new Date(createdMs),
  updatedAt: new Date(updatedMs),
});

/** Every view that an author may see, by name. */
export async function selectViews(author: Author): Promise<StoredView[]> {
  const rows = await prisma().savedView.findMany({
    where: { OR: [{ visibility: "all" }, { ownerId: author.id }] },
    orderBy: [{ name: "asc" }, { id: "asc" }],
  });
  return rows.map(fromRow);
}

/** Whoever owns it; null: there is none. */
export async function selectView(id: string): Promise<StoredView | null> {
  const row = await prisma().savedView.findUnique({ where: { id } });
  return row === null ? null : fromRow(row);
}

/** Stores a view, over the one with its id if there is one. */
export async function saveViewRow(view: StoredView): Promise<void> {
  const { id, ...data } = toRow(view);
  await prisma().savedView.upsert({ where: { id }, create: { id, ...data }, update: data });
}

/** Deletes a view; one that is gone already is fine. */
export async function deleteViewRow(id: string): Promise<void> {
  await prisma().savedView.deleteMany({ where: { id } });
}
