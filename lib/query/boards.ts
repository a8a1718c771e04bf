import { randomUUID } from "node:crypto";
import {
  type BoardChange,
  type BoardExport,
  type BoardResponse,
  type BoardsResponse,
  type BoardVersionsResponse,
  boardSpec,
  type NewBoard,
} from "@/lib/contract/boards.ts";
import { describeBoardChanges } from "@/lib/domain/board-changes.ts";
import { type Author, isVisibleTo, requireOwnVisibility } from "@/lib/domain/ownership.ts";
import { ConflictError, NotFoundError } from "@/lib/domain/problem.ts";
import {
  deleteBoardRow,
  insertBoard,
  type StoredBoard,
  type StoredBoardVersion,
  selectBoard,
  selectBoards,
  selectBoardVersions,
  updateBoard,
} from "@/lib/store/boards.ts";

/** Who asks, and when. */
export type Asking = { author: Author; nowMs: number };

const isoOf = (ms: number): string => new Date(ms).toISOString();

const factsOf = (board: StoredBoard, author: Author) => ({
  id: board.id,
  name: board.name,
  visibility: board.visibility,
  ownerName: board.ownerName,
  mine: board.ownerId === author.id,
  version: board.version,
  createdAt: isoOf(board.createdMs),
  updatedAt: isoOf(board.updatedMs),
  updatedBy: board.updatedBy,
});

const toResponse = (board: StoredBoard, author: Author): BoardResponse => ({
  ...factsOf(board, author),
  spec: boardSpec.parse(board.spec),
});

/** The board, if there is one that the author may know of. Throws `NotFoundError` otherwise, in the same words. */
async function requireBoard(id: string, author: Author): Promise<StoredBoard> {
  const board = await selectBoard(id);
  if (board !== null && isVisibleTo(board, author)) return board;
  throw new NotFoundError("There is no board with this id, or it is somebody else's own");
}

/** Every board that the author may see, by name. */
export async function queryBoards(author: Author): Promise<BoardsResponse> {
  const boards = await selectBoards(author);
  return {
    boards: boards.map((board) => ({
      ...factsOf(board, author),
      panelCount: boardSpec.parse(board.spec).panels.length,
    })),
  };
}

/** One board. Throws `NotFoundError`. */
export async function queryBoard(id: string, author: Author): Promise<BoardResponse> {
  return toResponse(await requireBoard(id, author), author);
}

/** Stores a new board; the author owns it. */
export async function createBoard(board: NewBoard, asking: Asking): Promise<BoardResponse> {
  const { author, nowMs } = asking;
  const row = { ...board, id: randomUUID(), ownerId: author.id, author, at: new Date(nowMs) };
  return toResponse(await insertBoard(row), author);
}

/**
 * Saves a board. Throws `NotFoundError`, `ForbiddenError` for a visibility that only the owner may change, and
 * `ConflictError` that says what others saved since `change.version`.
 */
export async function changeBoard(
  id: string,
  change: BoardChange,
  { author, nowMs }: Asking,
): Promise<BoardResponse> {
  const board = await requireBoard(id, author);
  requireOwnVisibility(board, change.visibility, author);
  const saved = await updateBoard({ ...change, id, author, at: new Date(nowMs) });
  if (!saved) throw new ConflictError(await describeConflict(id, change.version));
  return queryBoard(id, author);
}

/** Deletes a board for good. Throws `NotFoundError`. */
export async function deleteBoard(id: string, author: Author): Promise<void> {
  await requireBoard(id, author);
  await deleteBoardRow(id);
}

const namedOf = ({ name, spec }: StoredBoardVersion) => ({ name, spec: boardSpec.parse(spec) });

/** The saves of a board, newest first, each with what it changed. Throws `NotFoundError`. */
export async function queryBoardVersions(
  id: string,
  author: Author,
): Promise<BoardVersionsResponse> {
  await requireBoard(id, author);
  const versions = await selectBoardVersions(id);
  return {
    versions: versions.map((version, index) => {
      const older = versions[index + 1];
      const now = namedOf(version);
      return {
        version: version.version,
        savedAt: isoOf(version.savedMs),
        savedBy: version.savedBy,
        name: version.name,
        panelCount: now.spec.panels.length,
        changes: older ? describeBoardChanges(namedOf(older), now) : [],
      };
    }),
  };
}

/** Saves an older version once more, as the newest. Throws `NotFoundError` and `ConflictError`. */
export async function restoreBoard(
  id: string,
  version: number,
  asking: Asking,
): Promise<BoardResponse> {
  const board = await requireBoard(id, asking.author);
  const versions = await selectBoardVersions(id);
  const wanted = versions.find((candidate) => candidate.version === version);
  if (!wanted) throw new NotFoundError(`This board has no version ${version} (any more)`);
  const change = { ...namedOf(wanted), visibility: board.visibility, version: board.version };
  return changeBoard(id, change, asking);
}

/** A board as a file. Throws `NotFoundError`. */
export async function exportBoard(id: string, author: Author): Promise<BoardExport> {
  const { name, spec } = await queryBoard(id, author);
  return { headroom: "board", name, spec };
}

/** What was saved over a version, such as `Ann saved version 4: removed "Errors"`. */
async function describeConflict(id: string, from: number): Promise<string> {
  const versions = await selectBoardVersions(id);
  const newest = versions[0];
  if (!newest) return "The board was deleted meanwhile";
  const known = versions.find((candidate) => candidate.version === from);
  const changes = known ? describeBoardChanges(namedOf(known), namedOf(newest)) : [];
  const what = changes.length > 0 ? `: ${changes.join(", ")}` : "";
  return `${newest.savedBy} saved version ${newest.version} of this board, and yours is made from version ${from}${what}`;
}
