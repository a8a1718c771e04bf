import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { boardImportResponse } from "@/lib/contract/boards.ts";
import { ParameterError } from "@/lib/contract/time.ts";
import type { Author } from "@/lib/domain/ownership.ts";
import { closePools } from "@/lib/platform/db.ts";
import { closePrisma } from "@/lib/store/prisma.ts";
import { createTestDatabase, type TestDatabase } from "@/lib/store/testing.ts";
import { importBoard } from "./board-import.ts";
import { exportBoard, queryBoard } from "./boards.ts";

const ANN: Author = { id: "user:ann", name: "Ann" };
const asking = { author: ANN, nowMs: 1_795_575_600_000 };

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

const dashboard = (): unknown =>
  JSON.parse(
    readFileSync(
      fileURLToPath(new URL("../decode/testdata/grafana-shop.json", import.meta.url)),
      "utf8",
    ),
  );

test("a dashboard becomes a stored board; metrics that nobody has sent keep their Prometheus names", async () => {
  const imported = await importBoard(
    { format: "grafana", visibility: "owner", json: { dashboard: dashboard(), meta: {} } },
    asking,
  );
  expect(boardImportResponse.parse(imported)).toMatchObject({ name: "Shop", visibility: "owner" });
  const stored = await queryBoard(imported.id, ANN);
  expect(stored.spec).toEqual(imported.spec);
  expect(stored.spec.panels.find(({ title }) => title === "Orders")?.chart).toMatchObject({
    queries: [{ name: "shop_orders_placed_total", agg: "rate" }],
  });
  expect(imported.left).toContainEqual({
    panel: "Orders",
    reason:
      "no metric like shop_orders_placed_total has been received yet; it is empty until one is",
  });
});

test("what was exported is imported as the same board", async () => {
  const grafana = await importBoard(
    { format: "grafana", visibility: "all", json: dashboard() },
    asking,
  );
  const json = await exportBoard(grafana.id, ANN);
  const copy = await importBoard({ format: "headroom", visibility: "all", json }, asking);
  expect(copy.id).not.toBe(grafana.id);
  expect(copy).toMatchObject({ name: grafana.name, spec: grafana.spec, left: [], version: 1 });
});

test.each([
  ["grafana", { title: "x" }, "panels"],
  ["grafana", 7, "panels"],
  ["grafana", { apiVersion: "dashboard.grafana.app/v2", spec: { elements: {} } }, "panels"],
  [
    "headroom",
    { headroom: "board", name: "x", spec: { schemaVersion: 2, panels: [] } },
    "spec.schemaVersion",
  ],
  ["headroom", [], "body"],
] as const)("%s of %j names the field that is wrong", async (format, json, field) => {
  const refusal = await importBoard({ format, visibility: "all", json }, asking).catch(
    (error: unknown) => error,
  );
  expect(refusal).toBeInstanceOf(ParameterError);
  expect(refusal).toMatchObject({ field });
});
