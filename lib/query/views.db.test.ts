import { afterAll, beforeAll, expect, test } from "vitest";
import { newView, viewsResponse } from "@/lib/contract/views.ts";
import type { Author } from "@/lib/domain/ownership.ts";
import { ForbiddenError } from "@/lib/domain/permissions.ts";
import { NotFoundError } from "@/lib/domain/problem.ts";
import { closePools } from "@/lib/platform/db.ts";
import { closePrisma } from "@/lib/store/prisma.ts";
import { createTestDatabase, type TestDatabase } from "@/lib/store/testing.ts";
import { changeView, createView, deleteView, queryViews } from "./views.ts";

const ANN: Author = { id: "user:ann", name: "Ann" };
const BEN: Author = { id: "user:ben", name: "Ben" };
const NOW_MS = 1_795_575_600_000;
const asAnn = { author: ANN, nowMs: NOW_MS };
const asBen = { author: BEN, nowMs: NOW_MS };

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

test("a view is its owner's until it is shared; others may not hide it again", async () => {
  const path = "/requests?service=users&from=now-3h";
  const view = await createView(newView.parse({ name: "Users", path }), asAnn);
  expect(view).toMatchObject({ name: "Users", path, visibility: "owner", mine: true });
  expect((await queryViews(BEN)).views).toEqual([]);
  await expect(deleteView(view.id, BEN)).rejects.toThrow(NotFoundError);
  const shared = { name: "Users, slow", path, visibility: "all" as const };
  await expect(changeView(view.id, shared, asBen)).rejects.toThrow(NotFoundError);

  await changeView(view.id, shared, { ...asAnn, nowMs: NOW_MS + 1_000 });
  const seen = viewsResponse.parse(await queryViews(BEN)).views;
  expect(seen).toEqual([
    {
      ...{ id: view.id, name: "Users, slow", path, visibility: "all", mine: false },
      ...{ ownerName: "Ann", createdAt: "2026-11-25T03:00:00.000Z" },
      updatedAt: "2026-11-25T03:00:01.000Z",
    },
  ]);
  await expect(changeView(view.id, { ...shared, visibility: "owner" }, asBen)).rejects.toThrow(
    ForbiddenError,
  );
  await changeView(view.id, { ...shared, name: "Renamed" }, asBen);
  await deleteView(view.id, BEN);
  expect((await queryViews(ANN)).views).toEqual([]);
});

test.each([
  "//elsewhere.example",
  "/\\elsewhere.example",
  "https://elsewhere.example",
  "requests",
  "/a b",
])("%s leads out of Headroom or nowhere", (path) => {
  expect(newView.safeParse({ name: "x", path }).success).toBe(false);
});
