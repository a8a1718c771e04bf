import type { BoardSpec } from "@/lib/domain/boards.ts";
import { type Author, type Owned, parseVisibility } from "@/lib/domain/ownership.ts";
import type { Board } from "./generated/prisma/client.ts";
import { prisma } from "./prisma.ts";

/** A board as it is stored; `spec` is JSON that the contract has to parse. */
export type StoredBoard = Owned & {
  id: string;
  name: string;
  ownerName: string;
  spec: unknown;
  /** 1 after it was made, one more with every save. */
  version: number;
  createdMs: number;
  updatedMs: number;
  updatedBy: string;
};

/** A board as one save left it. */
export type StoredBoardVersion = {
  version: number;
  name: string;
  spec: unknown;
  savedMs: number;
  savedBy: string;
};

/** Older versions of a board than this many are forgotten. */
export const KEPT_VERSIONS = 50;

const fromRow = ({ visibility, createdAt, updatedAt, ...row }: Board): StoredBoard => ({
  ...row,
  visibility: parseVisibility(visibility),
  createdMs: createdAt.getTime(),
  updatedMs: updatedAt.getTime(),
});

/** Every board that an author may see, by name. */
export async function selectBoards(author: Author): Promise<StoredBoard[]> {
  const rows = await prisma().board.findMany({
    where: { OR: [{ visibility: "all" }, { ownerId: author.id }] },
    orderBy: [{ name: "asc" }, { id: "asc" }],
  });
  return rows.map(fromRow);
}

/** Whoever owns it; null: there is none. */
export async function selectBoard(id: string): Promise<StoredBoard | null> {
  const row = await prisma().board.findUnique({ where: { id } });
  return row === null ? null : fromRow(row);
}

type NewBoardRow = Owned & { id: string; name: string; spec: BoardSpec; author: Author; at: Date };

/** Stores a new board and its first version. */
export async function insertBoard(board: NewBoardRow): Promise<StoredBoard> {
  const { id, name, visibility, spec, author, at } = board;
  const row = await prisma().board.create({
    data: {
      ...{ id, name, visibility, spec, ownerId: board.ownerId, ownerName: author.name },
      ...{ createdAt: at, updatedAt: at, updatedBy: author.name },
      versions: { create: { version: 1, name, spec, savedAt: at, savedBy: author.name } },
    },
  });
  return fromRow(row);
}

type BoardSave = Pick<Owned, "visibility"> & {
  id: string;
  /** The version that it was made from. */
  version: number;
  name: string;
  spec: BoardSpec;
  author: Author;
  at: Date;
};

/** Saves a board over the version that it was made from. False: that is not the newest (any more). */
export async function updateBoard(save: BoardSave): Promise<boolean> {
  const { id, name, visibility, spec, author, at } = save;
  const version = save.version + 1;
  return prisma().$transaction(async (transaction) => {
    const { count } = await transaction.board.updateMany({
      where: { id, version: save.version },
      data: { name, visibility, spec, version, updatedAt: at, updatedBy: author.name },
    });
    if (count === 0) return false;
    await transaction.boardVersion.create({
      data: { boardId: id, version, name, spec, savedAt: at, savedBy: author.name },
    });
    await transaction.boardVersion.deleteMany({
      where: { boardId: id, version: { lte: version - KEPT_VERSIONS } },
    });
    return true;
  });
}

/** Deletes a board and its versions; one that is gone already is fine. */
export async function deleteBoardRow(id: string): Promise<void> {
  await prisma().board.deleteMany({ where: { id } });
}

/** What the saves of a board left, newest first. */
export async function selectBoardVersions(boardId: string): Promise<StoredBoardVersion[]> {
  const rows = await prisma().boardVersion.findMany({
    where: { boardId },
    orderBy: { version: "desc" },
  });
  return rows.map(({ savedAt, boardId: _, ...row }) => ({ ...row, savedMs: savedAt.getTime() }));
}
