import { context } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { isTracingSuppressed } from "@opentelemetry/core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createReplicaRouter, type RoutedPool } from "./replica-router.ts";

/** Whether a driver that is asked now would tell of its query. */
const asked: { sql: string; tells: boolean }[] = [];
const pool: RoutedPool = {
  totalCount: 1,
  idleCount: 1,
  waitingCount: 0,
  query: async (sql) => {
    await Promise.resolve();
    asked.push({ sql, tells: !isTracingSuppressed(context.active()) });
    return { rows: [] };
  },
};

beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
});
afterAll(() => context.disable());

it("stands in for the driver's span of a query, and leaves those of several statements", async () => {
  const router = createReplicaRouter({ primary: pool, replicas: [] });
  await router.read("SELECT 1");
  await router.write("UPDATE it");
  await router.readWith({ operation: "report" }, async (given) => given.query("SELECT 2"));
  router.close();
  expect(asked.filter(({ sql }) => !sql.includes("lsn"))).toEqual([
    { sql: "SELECT 1", tells: false },
    { sql: "UPDATE it", tells: false },
    { sql: "SELECT 2", tells: true },
  ]);
});
