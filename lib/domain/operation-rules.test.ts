import { expect, test } from "vitest";
import { OPERATION_KEYS, type OperationTexts, operationsOf } from "./operation-rules.ts";

const INTERNAL = 1;
const CLIENT = 3;
const PRODUCER = 4;
const CONSUMER = 5;

/** The first name of a column wins, as the reader has it. */
function textsOf(attributes: Record<string, string>): OperationTexts {
  const texts: Record<string, string> = {};
  for (const [key, column] of Object.entries(OPERATION_KEYS)) {
    texts[column] ||= attributes[key] ?? "";
  }
  return texts as OperationTexts;
}

const told = (kind: number, name: string, attributes: Record<string, string>, statement = "") =>
  operationsOf({ kind, name, texts: textsOf(attributes), statement });

test.each([
  [
    "present names",
    {
      "db.system.name": "postgresql",
      "db.namespace": "shop",
      "db.operation.name": "SELECT",
      "db.collection.name": "users",
      "server.address": "db-1",
      "db.datasource": "replica",
    },
  ],
  [
    "older names",
    {
      "db.system": "postgresql",
      "db.name": "shop",
      "db.operation": "SELECT",
      "db.sql.table": "users",
      "net.peer.name": "db-1",
      "db.datasource": "replica",
    },
  ],
])("a query in %s", (_, attributes) => {
  expect(told(CLIENT, "SELECT users", attributes, "SELECT ?")).toEqual([
    {
      concern: "databases",
      target: {
        ...{ system: "postgresql", database: "shop", datasource: "replica", server: "db-1" },
        access: "read",
      },
      detail: { statement: "SELECT ?", operation: "SELECT", collection: "users" },
    },
  ]);
});

test.each([
  ["prisma:client:db_query", CLIENT, 1],
  ["prisma:engine:db_query", INTERNAL, 1],
  ["prisma:client:operation", INTERNAL, 0],
  ["pg-pool.connect", CLIENT, 0],
  ["pg.connect", CLIENT, 0],
  ["pg.query:SELECT shop", CLIENT, 1],
  ["an inner step", INTERNAL, 0],
])("%s (kind %i) is %i queries", (name, kind, count) => {
  expect(told(kind, name, { "db.system": "postgresql" })).toHaveLength(count);
});

test("Redis is a database in the process, too, and a lookup in it a cache's", () => {
  const attributes = { "db.system": "redis", "cache.hit": "true", "cache.key": "user:42" };
  const found = told(INTERNAL, "get", attributes, "GET");
  expect(found.map(({ concern }) => concern)).toEqual(["databases", "caches"]);
  expect(found[1]?.target).toEqual({ cache: "redis", layer: "redis", result: "hit" });
  expect(JSON.stringify(found)).not.toContain("user:42");
});

test.each([
  ["true", "hit"],
  ["false", "miss"],
])("cache.hit %s is a %s", (hit, result) => {
  const [found] = told(INTERNAL, "cache.get", { "cache.hit": hit, "cache.name": "users" });
  expect(found?.target).toEqual({ cache: "users", layer: "", result });
});

test.each([
  [PRODUCER, { "messaging.operation.type": "send" }, "publish"],
  [PRODUCER, {}, "publish"],
  [CONSUMER, { "messaging.operation.type": "process" }, "process"],
  [CONSUMER, { "messaging.operation": "receive" }, "receive"],
  [CONSUMER, {}, "process"],
  [CLIENT, { "messaging.operation.type": "receive" }, "receive"],
  [CLIENT, { "messaging.operation.type": "settle" }, "settle"],
  [CLIENT, { "messaging.operation.type": "send" }, null],
])("kind %i with %o is %s", (kind, attributes, operation) => {
  const given = { "messaging.system": "kafka", "messaging.destination": "orders", ...attributes };
  const [found] = told(kind, "orders", given);
  expect(found?.target.operation ?? null).toBe(operation);
  if (found) expect(found.target).toMatchObject({ system: "kafka", destination: "orders" });
});

test("a template stands for a destination's many names", () => {
  const [found] = told(PRODUCER, "send", {
    "messaging.system": "jms",
    "messaging.destination.name": "reply-4711",
    "messaging.destination.template": "reply-{id}",
  });
  expect(found?.target.destination).toBe("reply-{id}");
});
