import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { costImportParams, costsParams, costsResponse } from "@/lib/contract/costs.ts";
import { ParameterError } from "@/lib/contract/time.ts";
import { traceBody } from "@/lib/ingest/test-support/bodies.ts";
import { importFocus } from "./cost-import.ts";
import { queryCostImport } from "./cost-import-answer.ts";
import { queryCosts } from "./costs.ts";
import { startDashboard, type TestDashboard } from "./test-support/dashboard.ts";

const NOW_MS = Date.UTC(2026, 2, 15, 12);
const HEADING =
  "ProviderName,BillingAccountId,BillingPeriodStart,ChargePeriodStart,ChargePeriodEnd,ChargeCategory,BillingCurrency,BilledCost,EffectiveCost,ServiceName,SubAccountId,RegionId,ServiceCategory,Tags";

type Line = {
  day: string;
  amount: string;
  service?: string;
  more?: Partial<Record<string, string>>;
};

const row = ({ day, amount, service = "Compute", more = {} }: Line): string => {
  const next = new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
  const { period = "2026-03-01", category = "Usage", currency = "USD", effective = amount } = more;
  const { account = "a1", tags = "" } = more;
  return `AWS,b1,${period},${day},${next},${category},${currency},${amount},${effective},${service},${account},eu,Compute,${tags}`;
};

const file = (...lines: Line[]): string => [HEADING, ...lines.map(row)].join("\n");

async function* bytesOf(content: string | Uint8Array): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(content);
  for (let at = 0; at < bytes.length; at += 1_000) yield bytes.subarray(at, at + 1_000);
}

const send = (content: string | Uint8Array, params: Record<string, string> = {}) =>
  importFocus(bytesOf(content), costImportParams.parse(params), () => NOW_MS);

const ask = async (params: Record<string, string | string[]> = {}, nowMs = NOW_MS) =>
  costsResponse.parse(
    await queryCosts(costsParams.parse({ from: "2026-03-01", to: "2026-03-05", ...params }), nowMs),
  );

let dashboard: TestDashboard;

beforeEach(async () => {
  dashboard = await startDashboard(() => NOW_MS);
});
afterEach(() => dashboard.stop());

describe("a file", () => {
  test("is summed by service and day to the last decimal", async () => {
    const imported = await send(
      file(
        { day: "2026-03-01", amount: "0.10000000001" },
        { day: "2026-03-01", amount: "0.2" },
        { day: "2026-03-02", amount: "1.5" },
        { day: "2026-03-02", amount: "-0.5", service: "Storage", more: { category: "Credit" } },
      ),
    );
    expect(imported).toMatchObject({ rows: 4, imported: 4, replaced: 0, rejected: [] });
    expect(imported).toMatchObject({ from: "2026-03-01", to: "2026-03-02" });
    expect(imported.totals).toEqual([
      { currency: "USD", billedCost: "1.30000000001", effectiveCost: "1.30000000001" },
    ]);
    expect(await queryCostImport(imported.id, NOW_MS)).toEqual(imported);
    const answer = await ask({ groupBy: "service" });
    expect(answer).toMatchObject({
      currency: "USD",
      metric: "EffectiveCost",
      total: "1.30000000001",
    });
    expect(answer.groups).toEqual([
      {
        key: { service: "Compute" },
        total: "1.80000000001",
        points: [
          { day: "2026-03-01", amount: "0.30000000001", estimated: false },
          { day: "2026-03-02", amount: "1.5", estimated: false },
          { day: "2026-03-03", amount: null, estimated: false },
          { day: "2026-03-04", amount: null, estimated: false },
        ],
      },
      {
        key: { service: "Storage" },
        total: "-0.5",
        points: [
          { day: "2026-03-01", amount: "0", estimated: false },
          { day: "2026-03-02", amount: "-0.5", estimated: false },
          { day: "2026-03-03", amount: null, estimated: false },
          { day: "2026-03-04", amount: null, estimated: false },
        ],
      },
    ]);
    expect(answer.completeThrough).toBe("2026-03-02");
  });

  test("that comes again, gzipped or corrected, takes the place of the first", async () => {
    const first = file({ day: "2026-03-01", amount: "1" }, { day: "2026-03-02", amount: "2" });
    await send(first);
    expect(await send(gzipSync(first))).toMatchObject({ imported: 2, replaced: 2 });
    expect((await ask()).total).toBe("3");
    await send(file({ day: "2026-03-01", amount: "1.25" }));
    expect((await ask()).total).toBe("1.25");
  });

  test("leaves other periods, sources and parts alone", async () => {
    await send(file({ day: "2026-02-28", amount: "5", more: { period: "2026-02-01" } }));
    await send(file({ day: "2026-03-01", amount: "1" }), { part: "1" });
    await send(file({ day: "2026-03-01", amount: "2" }), { part: "2" });
    await send(file({ day: "2026-03-01", amount: "4" }), { source: "by-hand" });
    await send(file({ day: "2026-03-01", amount: "8" }), { part: "2" });
    expect((await ask({ from: "2026-02-01" })).total).toBe("18");
  });

  test("with rows that cannot be read tells which and why, and takes the rest", async () => {
    const imported = await send(
      `${file({ day: "2026-03-01", amount: "1" }, { day: "2026-03-02", amount: "much" })}\nonly,three,cells`,
    );
    expect(imported).toMatchObject({ rows: 3, imported: 1 });
    expect(imported.rejected).toEqual([
      { row: 2, reason: "BilledCost: not a decimal number" },
      { row: 3, reason: "3 cells where the heading has 14" },
    ]);
  });

  test.each([
    ["no heading", "a,b\n1,2", "the heading lacks BilledCost"],
    ["no rows", HEADING, "the file has no rows"],
    ["nothing", "", "the file has no rows"],
    ["broken quotes", `${HEADING}\n"AWS`, "no CSV"],
    [
      "half a gzip stream",
      gzipSync(file({ day: "2026-03-01", amount: "1" })).subarray(0, 60),
      "gzip",
    ],
  ])("that is none (%s) is refused and changes nothing", async (_, content, message) => {
    await send(file({ day: "2026-03-01", amount: "1" }));
    await expect(send(content)).rejects.toThrow(ParameterError);
    await expect(send(content)).rejects.toThrow(message);
    expect((await ask()).total).toBe("1");
  });
});

describe("an answer", () => {
  test("keeps currencies apart", async () => {
    await send(
      file(
        { day: "2026-03-01", amount: "1" },
        { day: "2026-03-02", amount: "1" },
        { day: "2026-03-01", amount: "7", more: { currency: "EUR" } },
      ),
    );
    expect(await ask()).toMatchObject({ currency: "USD", total: "2", otherCurrencies: ["EUR"] });
    expect(await ask({ currency: "EUR" })).toMatchObject({ currency: "EUR", total: "7" });
    expect(await ask({ currency: "JPY" })).toMatchObject({ currency: null, groups: [] });
  });

  test("groups by tag, by two dimensions and by month, and filters", async () => {
    const tags = '"{""team"": ""shop""}"';
    await send(
      file(
        { day: "2026-03-01", amount: "1", more: { tags } },
        { day: "2026-03-02", amount: "2", more: { tags, account: "a2" } },
        { day: "2026-03-02", amount: "4", more: { category: "Tax" } },
      ),
    );
    const byTag = await ask({ groupBy: "tag:team" });
    expect(byTag.groups.map(({ key, total }) => [key["tag:team"], total])).toEqual([
      ["", "4"],
      ["shop", "3"],
    ]);
    const byTwo = await ask({ groupBy: "account,chargeCategory", granularity: "month" });
    expect(byTwo.groups.map(({ key, points }) => [key, points])).toEqual([
      [
        { account: "a1", chargeCategory: "Tax" },
        [{ day: "2026-03-01", amount: "4", estimated: false }],
      ],
      [
        { account: "a2", chargeCategory: "Usage" },
        [{ day: "2026-03-01", amount: "2", estimated: false }],
      ],
      [
        { account: "a1", chargeCategory: "Usage" },
        [{ day: "2026-03-01", amount: "1", estimated: false }],
      ],
    ]);
    expect((await ask({ chargeCategory: ["Usage", "Credit"] })).total).toBe("3");
  });

  test("takes what the bill has where no effective cost is told", async () => {
    await send(file({ day: "2026-03-01", amount: "2", more: { effective: "" } }));
    expect(await ask()).toMatchObject({ metric: "BilledCost", total: "2" });
    expect(await ask({ metric: "EffectiveCost" })).toMatchObject({ total: "0", groups: [] });
  });

  test("says that there is no bill", async () => {
    expect(await ask()).toMatchObject({ currency: null, metric: null, total: null, groups: [] });
    expect((await ask()).completeThrough).toBeNull();
  });

  test("has the cost of 1,000 requests of the same days", async () => {
    await send(file({ day: "2026-03-15", amount: "3" }));
    expect((await ask({ from: "2026-03-15", to: "2026-03-16" })).unitCost).toBeNull();
    const spans = Array.from({ length: 8 }, (_, index) => ({
      startMs: NOW_MS - 60_000 + index,
      durationMs: 5,
    }));
    await dashboard.ingest.send("traces", traceBody(spans));
    // A second later, so that the new series is looked for.
    const { unitCost } = await ask({ from: "2026-03-15", to: "2026-03-16" }, NOW_MS + 2_000);
    expect(unitCost).toEqual({ perThousandRequests: "375", requestCount: 8, dayCount: 1 });
    // A day of which no request is known says nothing of what a request costs.
    await send(file({ day: "2026-03-14", amount: "9" }), { part: "2" });
    const both = await ask({ from: "2026-03-14", to: "2026-03-16" }, NOW_MS + 2_000);
    expect(both).toMatchObject({ total: "12", unitCost });
  });
});

const folder = fileURLToPath(new URL("../../../shared/data/cost/", import.meta.url));

describe.skipIf(!existsSync(folder))("a real bill", () => {
  test("agrees with its totals and with every service and day, to the last decimal", async () => {
    const imported = await send(readFileSync(`${folder}focus_1.0_sample_1000.csv`));
    expect(imported).toMatchObject({ rows: 1_000, imported: 1_000, rejected: [] });
    expect(imported.totals).toEqual([
      { currency: "USD", billedCost: "20.52022672899", effectiveCost: "14.97651418586" },
    ]);
    const range = { from: "2024-08-01", to: "2024-11-01", metric: "BilledCost" };
    const byProvider = await ask({ ...range, groupBy: "provider" });
    expect(byProvider.groups.map(({ key, total }) => [key.provider, total])).toEqual([
      ["AWS", "18.0066386184"],
      ["Microsoft", "1.97651418586"],
      ["Oracle", "0.53707392473"],
    ]);
    const answer = await ask({ ...range, groupBy: ["provider", "service"] });
    const found = new Map(
      answer.groups.flatMap(({ key, points }) =>
        points.map(({ day, amount }) => [`${key.provider}|${key.service}|${day}`, amount] as const),
      ),
    );
    const truth = readFileSync(`${folder}focus_truth_service_day.csv`, "utf8")
      .trim()
      .split(/\r?\n/)
      .slice(1);
    expect(truth).toHaveLength(268);
    for (const line of truth) {
      const [provider, , service, day, billed] = line.split(",");
      expect(found.get(`${provider}|${service}|${day}`), line).toBe(plain(billed ?? ""));
    }
  });
});

/** A decimal of the truth file without exponent and trailing zeros, by moving its point. */
function plain(text: string): string {
  const [digits = "", exponent = "0"] = text.toUpperCase().split("E");
  const [whole = "", fraction = ""] = digits.replace("-", "").split(".");
  const scale = fraction.length - Number(exponent);
  const all = `${whole}${fraction}`.padStart(scale + 1, "0");
  const moved = scale > 0 ? `${all.slice(0, -scale)}.${all.slice(-scale)}` : all;
  const bare = moved
    .replace(/^0+(?=\d)/, "")
    .replace(/\.?0+$/, (zeros) => (moved.includes(".") ? "" : zeros));
  return digits.startsWith("-") && bare !== "0" ? `-${bare}` : bare;
}
