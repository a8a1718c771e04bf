import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { serviceId } from "@/lib/aggregate/service-id.ts";
import { logsParams, logsResponse } from "@/lib/contract/logs.ts";
import { ParameterError } from "@/lib/contract/time.ts";
import type { LogRecordRow } from "@/lib/domain/logs.ts";
import { closePools } from "@/lib/platform/db.ts";
import { copyUnique } from "@/lib/store/ingest-group.ts";
import { encodeLogs } from "@/lib/store/log-rows.ts";
import { registerOrigins } from "@/lib/store/origins.ts";
import { ensurePartitionsAt } from "@/lib/store/partitions.ts";
import { createTestDatabase, type TestDatabase } from "@/lib/store/testing.ts";
import { queryLogs } from "./logs.ts";

/** 2026-11-24 12:00 UTC. */
const NOON_MS = 1_795_521_600_000;
const TRACE = "0af7651916cd43dd8448eb211c80319c";

const ORDERS = { namespace: "shop", service: "orders", environment: "production" };
const STAGING = { ...ORDERS, environment: "staging" };
const ORIGINS = { production: 951n, staging: 952n } as const;

const log = (
  given: Partial<LogRecordRow> & { logId: bigint; secondsAgo: number },
): LogRecordRow => {
  const { secondsAgo, ...columns } = given;
  return {
    serviceId: serviceId(ORDERS),
    timeNs: BigInt(NOON_MS - secondsAgo * 1_000) * 1_000_000n,
    originId: ORIGINS.production,
    severityNumber: 9,
    severityText: "INFO",
    body: '"order taken"',
    attributes: "{}",
    traceId: null,
    spanId: null,
    eventName: "",
    ...columns,
  };
};

const LOGS = [
  log({ logId: 1n, secondsAgo: 50 }),
  log({
    logId: 2n,
    secondsAgo: 40,
    severityNumber: 18,
    severityText: "Error",
    body: '"card refused: 50%"',
    attributes: '{"attempt":2}',
    traceId: Buffer.from(TRACE, "hex"),
    spanId: 1n,
  }),
  log({ logId: 3n, secondsAgo: 40, serviceId: serviceId(STAGING), originId: ORIGINS.staging }),
  log({ logId: 4n, secondsAgo: 30, severityNumber: 0, severityText: "", body: '{"a":[1,null]}' }),
];

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  process.env.DATABASE_URL = database.url;
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await ensurePartitionsAt(client, { table: "log_records", seconds: [NOON_MS / 1_000 - 60] });
  const origin = { instance: "", version: "", resource: "{}", scopeName: "", scopeVersion: "" };
  await registerOrigins(client, [
    { ...ORDERS, ...origin, originId: ORIGINS.production, registeredMs: 0 },
    { ...STAGING, ...origin, originId: ORIGINS.staging, registeredMs: 0 },
  ]);
  await client.query("BEGIN");
  await copyUnique(client, "log_records", encodeLogs(LOGS, [1n]));
  await client.query("COMMIT");
  await client.end();
});

afterAll(async () => {
  await closePools();
  await database.drop();
});

const ask = async (given: Record<string, unknown>) =>
  logsResponse.parse(await queryLogs(logsParams.parse(given), NOON_MS));

const secondsAgo = async (given: Record<string, unknown>) =>
  (await ask(given)).logs.map(({ at }) => (NOON_MS - Date.parse(at)) / 1_000);

test("the last hour, newest first, as the contract has it", async () => {
  const { logs, cursor } = await ask({});
  expect(cursor).toBeNull();
  expect(logs.map(({ environment }) => environment)).toEqual([
    "production",
    "staging",
    "production",
    "production",
  ]);
  expect(logs[2]).toEqual({
    id: "1795521560000000000.2",
    at: "2026-11-24T11:59:20.000Z",
    service: "orders",
    namespace: "shop",
    environment: "production",
    instance: "",
    version: "",
    severity: "error",
    severityText: "Error",
    eventName: "",
    body: "card refused: 50%",
    attributes: { attempt: 2 },
    traceId: TRACE,
    spanId: "0000000000000001",
  });
  expect(logs[0]).toMatchObject({ severity: "unspecified", body: { a: [1, null] }, traceId: null });
});

test.each([
  ["service and environment", { service: "orders", environment: "staging" }, [40]],
  ["a service that never sent anything", { service: "nobody" }, []],
  ["one severity", { severity: "error" }, [40]],
  ["several severities", { severity: ["info", "unspecified"] }, [30, 40, 50]],
  ["a text of the body, wildcards meant literally", { search: "0%" }, [40]],
  ["an empty search", { search: "" }, [30, 40, 40, 50]],
  ["a trace, its id in capitals", { traceId: TRACE.toUpperCase() }, [40]],
  ["a range", { from: String(NOON_MS - 50_000), to: String(NOON_MS - 40_000) }, [50]],
])("narrowed down by %s", async (_, given, expected) => {
  expect(await secondsAgo(given)).toEqual(expected);
});

test("pages follow each other without a gap or a repeat", async () => {
  const pages: number[] = [];
  let cursor: string | null | undefined;
  do {
    const answer = await ask({ limit: 1, ...(cursor && { cursor }) });
    pages.push(answer.logs.length);
    cursor = answer.cursor;
  } while (cursor);
  expect(pages).toEqual([1, 1, 1, 1]);
  expect((await ask({ limit: 4 })).cursor).toBeNull();
});

test("a cursor of another kind is refused", async () => {
  await expect(ask({ cursor: "1.x" })).rejects.toThrow(ParameterError);
});
