import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { boardChange, boardResponse, boardSpec, newBoard } from "@/lib/contract/boards.ts";
import type { BoardPanel } from "@/lib/domain/boards.ts";
import type { Author } from "@/lib/domain/ownership.ts";
import { ForbiddenError } from "@/lib/domain/permissions.ts";
import { ConflictError, NotFoundError } from "@/lib/domain/problem.ts";
import { closePools } from "@/lib/platform/db.ts";
import { KEPT_VERSIONS } from "@/lib/store/boards.ts";
import { closePrisma } from "@/lib/store/prisma.ts";
import { createTestDatabase, type TestDatabase } from "@/lib/store/testing.ts";
import {
  changeBoard,
  createBoard,
  deleteBoard,
  exportBoard,
  queryBoard,
  queryBoards,
  queryBoardVersions,
  restoreBoard,
} from "./boards.ts";

/** 2026-11-25 03:00 UTC. */
const NOW_MS = 1_795_575_600_000;
const ANN: Author = { id: "user:ann", name: "Ann" };
const BEN: Author = { id: "user:ben", name: "Ben" };

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  process.env.DATABASE_URL = database.url;
});
afterAll(async () => {
  await closePrisma();
  await closePools();
  await database.drop();
});

const panel = (id: string, title: string, x = 0): BoardPanel => ({
  ...{ id, title, x, y: 0, w: 6, h: 4 },
  chart: { kind: "text", text: title },
});

const specOf = (...panels: BoardPanel[]) =>
  boardSpec.parse({ schemaVersion: 1, variables: ["service"], panels });

const make = (name: string, visibility: "all" | "owner", ...panels: BoardPanel[]) =>
  createBoard(newBoard.parse({ name, visibility, spec: specOf(...panels) }), {
    author: ANN,
    nowMs: NOW_MS,
  });

describe("who sees a board", () => {
  test("one for all is everybody's, a private one its owner's alone", async () => {
    const shared = await make("Shared", "all", panel("a", "A"));
    const own = await make("Own", "owner");
    expect(boardResponse.parse(own)).toMatchObject({ mine: true, version: 1, ownerName: "Ann" });

    const namesOf = async (author: Author) =>
      (await queryBoards(author)).boards.map(({ name }) => name);
    expect(await namesOf(ANN)).toEqual(["Own", "Shared"]);
    expect(await namesOf(BEN)).toEqual(["Shared"]);
    expect((await queryBoards(BEN)).boards[0]).toMatchObject({ mine: false, panelCount: 1 });
    expect((await queryBoard(shared.id, BEN)).mine).toBe(false);

    const hidden = [
      () => queryBoard(own.id, BEN),
      () => queryBoardVersions(own.id, BEN),
      () => exportBoard(own.id, BEN),
      () => restoreBoard(own.id, 1, { author: BEN, nowMs: NOW_MS }),
      () => deleteBoard(own.id, BEN),
      () =>
        changeBoard(
          own.id,
          boardChange.parse({ name: "Mine now", visibility: "all", spec: own.spec, version: 1 }),
          { author: BEN, nowMs: NOW_MS },
        ),
    ];
    const unknown = await queryBoard("no-such-board", BEN).catch((error: unknown) => error);
    for (const ask of hidden) {
      const refusal = await ask().catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(NotFoundError);
      // The words must not give away that it exists.
      expect(refusal).toEqual(unknown);
    }
    expect((await queryBoard(own.id, ANN)).name).toBe("Own");
  });

  test("only the owner takes a board from the others", async () => {
    const board = await make("Ours", "all");
    const hide = { name: "Ours", visibility: "owner" as const, spec: board.spec, version: 1 };
    await expect(changeBoard(board.id, hide, { author: BEN, nowMs: NOW_MS })).rejects.toThrow(
      ForbiddenError,
    );
    await changeBoard(board.id, hide, { author: ANN, nowMs: NOW_MS });
    await expect(queryBoard(board.id, BEN)).rejects.toThrow(NotFoundError);
  });
});

describe("saving", () => {
  test("every save is a version with what it changed; an older one can be restored", async () => {
    const first = panel("a", "Latency");
    const board = await make("Checkout", "all", first);
    const second = specOf({ ...first, x: 6 }, panel("b", "Errors"));
    const saved = await changeBoard(
      board.id,
      { name: "Checkout", visibility: "all", spec: second, version: 1 },
      { author: BEN, nowMs: NOW_MS + 60_000 },
    );
    expect(saved).toMatchObject({ version: 2, updatedBy: "Ben", spec: second });
    expect(saved.updatedAt).toBe("2026-11-25T03:01:00.000Z");

    const restored = await restoreBoard(board.id, 1, { author: ANN, nowMs: NOW_MS + 120_000 });
    expect(restored).toMatchObject({ version: 3, spec: specOf(first) });

    const { versions } = await queryBoardVersions(board.id, ANN);
    expect(
      versions.map(({ version, savedBy, panelCount, changes }) => ({
        ...{ version, savedBy, panelCount, changes },
      })),
    ).toEqual([
      {
        version: 3,
        savedBy: "Ann",
        panelCount: 1,
        changes: ['moved "Latency"', 'removed "Errors"'],
      },
      { version: 2, savedBy: "Ben", panelCount: 2, changes: ['moved "Latency"', 'added "Errors"'] },
      { version: 1, savedBy: "Ann", panelCount: 1, changes: [] },
    ]);
    await expect(restoreBoard(board.id, 9, { author: ANN, nowMs: NOW_MS })).rejects.toThrow(
      "no version 9",
    );
  });

  test("two people who edit the same version: the second hears what the first changed", async () => {
    const board = await make("Busy", "all", panel("a", "Latency"));
    const change = (name: string, spec = board.spec) => ({
      ...{ name, visibility: "all" as const, spec, version: 1 },
    });
    await changeBoard(board.id, change("Busier", specOf()), { author: BEN, nowMs: NOW_MS });
    const late = changeBoard(board.id, change("Busy!"), { author: ANN, nowMs: NOW_MS });
    await expect(late).rejects.toThrow(ConflictError);
    await expect(late).rejects.toThrow(
      'Ben saved version 2 of this board, and yours is made from version 1: renamed "Busy" to "Busier", removed "Latency"',
    );
    expect((await queryBoard(board.id, ANN)).name).toBe("Busier");
  });

  test("ten saves of one version at once: one wins", async () => {
    const board = await make("Race", "all");
    const results = await Promise.allSettled(
      Array.from({ length: 10 }, (_, index) =>
        changeBoard(
          board.id,
          { name: `Race ${index}`, visibility: "all", spec: board.spec, version: 1 },
          { author: ANN, nowMs: NOW_MS },
        ),
      ),
    );
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect((await queryBoardVersions(board.id, ANN)).versions).toHaveLength(2);
  });

  test("old versions are forgotten", async () => {
    const { id, spec } = await make("Often", "all");
    for (let version = 1; version < KEPT_VERSIONS + 5; version += 1) {
      await changeBoard(
        id,
        { name: `Often ${version}`, visibility: "all", spec, version },
        { author: ANN, nowMs: NOW_MS },
      );
    }
    const { versions } = await queryBoardVersions(id, ANN);
    expect(versions).toHaveLength(KEPT_VERSIONS);
    expect(versions[0]?.version).toBe(KEPT_VERSIONS + 5);
  });
});

test("what is exported is what was saved", async () => {
  const board = await make("Out", "all", panel("a", "Latency"), panel("b", "Errors", 6));
  expect(await exportBoard(board.id, BEN)).toEqual({
    headroom: "board",
    name: "Out",
    spec: board.spec,
  });
});

test("a deleted board is gone with its versions", async () => {
  const board = await make("Gone", "all");
  await deleteBoard(board.id, BEN);
  await expect(queryBoard(board.id, ANN)).rejects.toThrow(NotFoundError);
});
