import pg from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type RequestsResponse, requestsParams } from "@/lib/contract/requests.ts";
import { requestMetricsBody, traceBody } from "@/lib/ingest/test-support/bodies.ts";
import { queryRequests } from "@/lib/query/requests.ts";
import { startDashboard, type TestDashboard } from "@/lib/query/test-support/dashboard.ts";
import { dropPackedPartitions, packPart, planPacking } from "./pack.ts";

const HOUR_MS = 3_600_000;
const NOW_MS = Date.UTC(2026, 10, 24, 12, 30);
/** Yesterday, from ten. */
const FROM_MS = NOW_MS - 26.5 * HOUR_MS;
const WEEK = { acceptPastMs: 7 * 24 * HOUR_MS };

let dashboard: TestDashboard;
let client: pg.Client;

beforeEach(async () => {
  dashboard = await startDashboard(() => NOW_MS, WEEK);
  client = await connect();
});
afterEach(async () => {
  await client.end();
  await dashboard.stop();
});

async function connect(): Promise<pg.Client> {
  const made = new pg.Client({ connectionString: dashboard.url });
  made.on("error", () => undefined);
  await made.connect();
  return made;
}

/** Packs all hours that end before the given time; returns the minutes. */
async function packAll(over = client, beforeMs = NOW_MS - HOUR_MS): Promise<number> {
  let minutes = 0;
  const beforeSeconds = Math.floor(beforeMs / HOUR_MS) * 3_600;
  for (;;) {
    const plan = await planPacking(over, beforeSeconds);
    if (plan === null) return minutes;
    for (const part of plan.parts) minutes += await packPart(over, dashboard.ingest.pool, part);
  }
}

/** Three hours of two services: spans of which some fail, and cumulative histograms with bounds of their own. */
async function sendHistory(): Promise<void> {
  const spans = Array.from({ length: 400 }, (_, i) => ({
    startMs: FROM_MS + i * 26_000,
    durationMs: 3 + ((i * 7_919) % 1_300) / 3,
    attributes: {
      "http.route": i % 3 === 0 ? "/pay" : "/list",
      "http.request.method": "GET",
      "http.response.status_code": i % 17 === 0 ? 500 : 200,
    },
  }));
  await dashboard.ingest.send("traces", traceBody(spans, { environment: "production" }));
  const reports = Array.from({ length: 150 }, (_, i) => ({
    startMs: FROM_MS,
    timeMs: FROM_MS + (i + 1) * 60_000,
    values: Array.from({ length: (i + 1) * 2 }, (_, n) => 0.002 * (1 + (n % 90))),
  }));
  await dashboard.ingest.send("metrics", requestMetricsBody(reports, { service: "metered" }));
  await dashboard.fold();
}

const QUESTIONS = [
  { step: 60 },
  { step: 60, groupBy: "service" },
  { step: 60, groupBy: "service,route,status" },
  {
    step: 60,
    groupBy: "service",
    from: String(FROM_MS + 17 * 60_000),
    to: String(NOW_MS - 25 * HOUR_MS),
  },
  { step: 180, groupBy: "route", service: "shop" },
];

async function ask(): Promise<RequestsResponse[]> {
  globalThis.headroomSeriesCatalog = undefined;
  const range = { from: String(FROM_MS - HOUR_MS), to: String(FROM_MS + 4 * HOUR_MS) };
  return Promise.all(
    QUESTIONS.map((question) =>
      queryRequests(requestsParams.parse({ ...range, ...question }), NOW_MS),
    ),
  );
}

/** Answers without exemplars, of which packing keeps some; sums of doubles may be added in another order. */
const figuresOf = (answers: RequestsResponse[]): unknown =>
  JSON.parse(
    JSON.stringify(answers, (key, value: unknown) => {
      if (key === "exemplarTraceId") return undefined;
      return typeof value === "number" ? Number(value.toPrecision(12)) : value;
    }),
  );

/** Requests that the first answer counts. */
const totalOf = ([first]: RequestsResponse[]): number =>
  (first?.groups ?? []).reduce((sum, { totals }) => sum + (totals.requestCount ?? 0), 0);

const exemplarsOf = (answers: RequestsResponse[]): string[] =>
  answers.flatMap(({ groups }) =>
    groups.flatMap(({ points }) => points.flatMap((point) => point.exemplarTraceId ?? [])),
  );

const countRows = async (table: string): Promise<number> => {
  const { rows } = await client.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM ${table}`,
  );
  return rows[0]?.count ?? 0;
};

describe("packing", () => {
  test("changes no answer, and leaves no plain minute", async () => {
    await sendHistory();
    const before = await ask();
    expect(totalOf(before)).toBe(400 + 300);
    const plain = (await countRows("request_1m")) + (await countRows("service_1m"));
    expect(await packAll()).toBe(plain);
    expect((await countRows("request_1m")) + (await countRows("service_1m"))).toBe(0);
    expect(await countRows("request_1m_packed")).toBeGreaterThan(0);
    const after = await ask();
    expect(figuresOf(after)).toEqual(figuresOf(before));
    const kept = new Set(exemplarsOf(after));
    expect(kept.size).toBeGreaterThanOrEqual(3);
    expect(exemplarsOf(before)).toEqual(expect.arrayContaining([...kept]));
  });

  test("what comes late is counted at once, and packed with the rest later", async () => {
    await sendHistory();
    await packAll();
    const late = [5, 5.01, 80].map((minute) => ({
      startMs: FROM_MS + minute * 60_000,
      durationMs: 777,
    }));
    const before = await ask();
    await dashboard.ingest.send("traces", traceBody(late, { environment: "production" }));
    const values = Array.from({ length: 290 }, (_, i) => 0.002 * (1 + (i % 90)));
    const point = { startMs: FROM_MS, timeMs: FROM_MS + 145.5 * 60_000, values };
    await dashboard.ingest.send("metrics", requestMetricsBody([point], { service: "metered" }));
    await dashboard.fold();
    const added = await ask();
    const count = (answers: RequestsResponse[], service: string) =>
      answers[1]?.groups.find(({ key }) => key.service === service)?.totals.requestCount;
    expect(count(added, "shop")).toBe((count(before, "shop") ?? 0) + late.length);
    expect(count(added, "metered")).toBe(count(before, "metered"));
    expect(await packAll()).toBeGreaterThan(0);
    expect(await countRows("request_1m")).toBe(0);
    expect(figuresOf(await ask())).toEqual(figuresOf(added));
  });

  test("readers see every minute once while it works", async () => {
    await sendHistory();
    const before = figuresOf(await ask());
    const other = await connect();
    let working = true;
    const packing = packAll(other).finally(() => {
      working = false;
    });
    let rounds = 0;
    do {
      expect(figuresOf(await ask())).toEqual(before);
      rounds++;
    } while (working);
    await packing;
    await other.end();
    expect(rounds).toBeGreaterThan(1);
    expect(figuresOf(await ask())).toEqual(before);
  });

  test("that is killed at any statement changes nothing and is repeated", async () => {
    await sendHistory();
    const before = figuresOf(await ask());
    const plan = await planPacking(client, NOW_MS / 1000 - 3_600);
    const part = plan?.parts[0];
    if (!part) throw new Error("nothing to pack");
    let killed = 0;
    for (let statement = 1; statement < 30; statement++) {
      const victim = await connect();
      const whole = await packUntil(victim, statement, part);
      await victim.end().catch(() => undefined);
      if (whole) break;
      killed++;
      expect(await countRows("request_1m_packed")).toBe(0);
    }
    expect(killed).toBeGreaterThan(5);
    expect(await countRows("request_1m_packed")).toBeGreaterThan(0);
    expect(figuresOf(await ask())).toEqual(before);
  });

  test("gives the disk of an emptied day back, and takes late minutes of it again", async () => {
    await sendHistory();
    await packAll();
    const size = async () => {
      const { rows } = await client.query<{ bytes: string }>(
        `SELECT coalesce(sum(pg_total_relation_size(inhrelid)), 0) AS bytes
         FROM pg_inherits WHERE inhparent = 'request_1m'::regclass`,
      );
      return Number(rows[0]?.bytes);
    };
    expect(await size()).toBeGreaterThan(40_000);
    const before = await ask();
    await dropPackedPartitions(dashboard.ingest.pool, NOW_MS / 1000 - 3_600);
    expect(await size()).toBe(0);
    expect(figuresOf(await ask())).toEqual(figuresOf(before));
    const late = [{ startMs: FROM_MS + 60_000, durationMs: 5 }];
    await dashboard.ingest.send("traces", traceBody(late, { environment: "production" }));
    await dashboard.fold();
    expect(totalOf(await ask())).toBe(701);
  });

  test("leaves hours alone that telemetry can still reach", async () => {
    await sendHistory();
    expect(await packAll(client, FROM_MS)).toBe(0);
    const first = await packAll(client, FROM_MS + HOUR_MS);
    expect(first).toBeGreaterThan(0);
    const { rows } = await client.query<{ hour: string }>(
      "SELECT DISTINCT hour FROM request_1m_packed",
    );
    expect(rows.map(({ hour }) => Number(hour))).toEqual([FROM_MS / 1000]);
  });
});

/** Packs over a connection that ends before the given statement; true: it was through before. */
async function packUntil(
  victim: pg.Client,
  statement: number,
  part: Parameters<typeof packPart>[2],
): Promise<boolean> {
  let left = statement;
  const query = victim.query.bind(victim);
  const counting = (...given: Parameters<typeof query>) => {
    if (--left === 0) throw new Error("killed");
    return query(...given);
  };
  Object.defineProperty(victim, "query", { value: counting });
  try {
    await packPart(victim, dashboard.ingest.pool, part);
    return true;
  } catch (error) {
    if (!(error instanceof Error) || error.message !== "killed") throw error;
    return false;
  }
}
