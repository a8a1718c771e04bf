import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { logHistogramParams, logsParams } from "@/lib/contract/logs.ts";
import { severityOf } from "@/lib/domain/logs.ts";
import { closePools } from "@/lib/platform/db.ts";
import { createTestDatabase, type TestDatabase } from "@/lib/store/testing.ts";
import { queryLogHistogram } from "./log-histogram.ts";
import { queryLogs } from "./logs.ts";
import { appendLogs, indexAll, logOf, ORIGINS } from "./test-support/log-history.ts";

/** 2026-11-25 06:30 UTC: the records reach back over the border of a partition. */
const NOW_MS = 1_795_588_200_000;
const RECORDS = 70_000;
const SPAN_MS = 3_600_000;

type Told = {
  id: number;
  timeMs: number;
  origin: number;
  severityNumber: number;
  user: number;
  body: unknown;
  traceId: string | null;
};

/** A fixed scramble of 0 to 2³²−1. */
const scramble = (n: number): number => {
  let mixed = Math.imul(n ^ 0x5bf03635, 0x9e3779b1);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b);
  return (mixed ^ (mixed >>> 13)) >>> 0;
};

/** Records whose times are out of order: what arrives together reaches over ten minutes. */
const TOLD: Told[] = Array.from({ length: RECORDS }, (_, id) => {
  const at = (id / RECORDS) * (SPAN_MS - 600_000) + (scramble(id) % 600_000);
  const user = scramble(id + 1) % 9_000;
  const hex = scramble(id + 2)
    .toString(16)
    .padStart(8, "0");
  const kind = id % 10;
  const body =
    kind < 6
      ? `request ${hex} of user=${user} took ${scramble(id + 3) % 500}ms`
      : kind < 9
        ? { msg: "Request Completed", user: { id: user }, ref: hex }
        : `Payment refused: ${id % 100 === 9 ? "card Expired" : "limit"}`;
  return {
    id,
    timeMs: Math.floor(NOW_MS - SPAN_MS + at),
    origin: id % ORIGINS.length,
    severityNumber: id === 41_417 ? 21 : kind === 9 ? 17 : 9,
    user,
    body,
    traceId: id % 3 === 0 ? `${hex}${hex}${hex}${hex}` : null,
  };
});

let database: TestDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  process.env.DATABASE_URL = database.url;
  pool = new pg.Pool({ connectionString: database.url });
  for (let from = 0; from < RECORDS; from += 1_536) {
    const logs = TOLD.slice(from, from + 1_536).map(({ id, traceId, user, ...told }) =>
      logOf({
        ...told,
        logId: id,
        attributes: { "user.id": user, "http.route": "/pay/{id}" },
        ...(traceId && { traceId }),
      }),
    );
    await appendLogs(pool, logs);
  }
  // Two slices and a rest that is read without the index.
  expect(await indexAll(pool)).toBe(2);
}, 60_000);

afterAll(async () => {
  await pool.end();
  await closePools();
  await database.drop();
});

const ask = (given: Record<string, unknown>) =>
  queryLogs(logsParams.parse({ limit: 100, ...given }), NOW_MS);

/** The ids that a plain filter over everything gives, newest first. */
const expected = (isMeant: (told: Told) => boolean): number[] =>
  TOLD.filter(isMeant)
    .sort((a, b) => b.timeMs - a.timeMs || b.id - a.id)
    .map(({ id }) => id);

const idOf = (id: string): number => Number(id.split(".")[1]);
const textOf = ({ body }: Told): string => (typeof body === "string" ? body : JSON.stringify(body));
const rare = TOLD[12_345];
const rareHex = /[0-9a-f]{8}/.exec(textOf(rare ?? fail()))?.[0] ?? fail();

function fail(): never {
  throw new Error("the history has no such record");
}

const CASES: [string, string, (told: Told) => boolean][] = [
  ["a rare text", rareHex, (told) => textOf(told).includes(rareHex)],
  ["a rare text in capitals", "CARD EXPIRED", (told) => textOf(told).includes("card Expired")],
  ["a common text", "took", (told) => textOf(told).includes("took")],
  ["two letters", "zz", () => false],
  ["a text that nothing has", "no such words", () => false],
  ["an attribute", "user.id=77", ({ user }) => user === 77],
  ["a member of the body", "ref=ffffffff", () => false],
  [
    "a number and a text",
    "user.id=77 completed",
    (told) => told.user === 77 && typeof told.body !== "string",
  ],
  [
    "what differs",
    'user.id=77 "msg"!=x msg!="Request Completed"',
    (told) => told.user === 77 && typeof told.body === "string" && textOf(told).includes("msg"),
  ],
  ["a comparison", "user.id>8990", ({ user }) => user > 8_990],
  [
    "a resource",
    "host.name=payments-host-b refused",
    (told) => told.origin === 3 && textOf(told).includes("refused"),
  ],
  ["a rare severity", "severity=fatal", (told) => told.severityNumber === 21],
  ["severities from one on", "severity>=error", (told) => told.severityNumber >= 17],
];

test.each(CASES)("%s: pages and counts are those of a plain filter", async (_, search, isMeant) => {
  const all = expected(isMeant);
  const found: number[] = [];
  let cursor: string | null = null;
  do {
    const page = await ask({ search, ...(cursor !== null && { cursor }) });
    found.push(...page.logs.map((log) => idOf(log.id)));
    cursor = page.cursor;
  } while (cursor !== null && found.length < 350);
  expect(found).toEqual(all.slice(0, found.length));
  expect(found.length).toBe(Math.min(all.length, Math.ceil(found.length / 100) * 100));
  const histogram = await queryLogHistogram(logHistogramParams.parse({ search }), NOW_MS);
  const total = Object.values(histogram.totals).reduce((sum, count) => sum + count, 0);
  expect(histogram.countedShare).toBe(1);
  expect(total).toBe(all.length);
});

test("a trace is found by its id, as a parameter, as a term and pasted", async () => {
  const traceId = TOLD[30_000]?.traceId ?? fail();
  const all = expected((told) => told.traceId === traceId);
  expect(all.length).toBeGreaterThan(0);
  for (const given of [{ traceId }, { search: `trace=${traceId}` }, { search: traceId }]) {
    expect((await ask(given)).logs.map((log) => idOf(log.id))).toEqual(all);
  }
});

test("a part of the range is answered alone", async () => {
  const [fromMs, toMs] = [NOW_MS - 1_800_000, NOW_MS - 1_500_000];
  const all = expected(
    ({ timeMs, user }) => timeMs >= fromMs && timeMs < toMs && user >= 10 && user === 77,
  );
  const page = await ask({ search: "user.id=77", from: String(fromMs), to: String(toMs) });
  expect(page.logs.map((log) => idOf(log.id))).toEqual(all);
});

test("the histogram counts every record once, by severity, also while it is only partly indexed", async () => {
  const answer = await queryLogHistogram(
    logHistogramParams.parse({ service: "orders", from: "now-2h" }),
    NOW_MS,
  );
  expect(answer.points.length).toBeLessThanOrEqual(300);
  const bySeverity = { error: 0, info: 0, fatal: 0 };
  for (const told of TOLD) {
    if (told.origin > 1) continue;
    const severity = severityOf(told.severityNumber);
    if (severity in bySeverity) bySeverity[severity as keyof typeof bySeverity] += 1;
  }
  expect(answer.totals).toMatchObject(bySeverity);
  for (const point of answer.points.slice(200, 210)) {
    const [from, to] = [Date.parse(point.at), Date.parse(point.at) + answer.stepSeconds * 1_000];
    const errors = TOLD.filter(
      ({ origin, timeMs, severityNumber }) =>
        origin < 2 && timeMs >= from && timeMs < to && severityNumber === 17,
    );
    expect(point.error).toBe(errors.length);
  }
});
