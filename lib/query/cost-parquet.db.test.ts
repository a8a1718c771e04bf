import { randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { parquetWriteBuffer } from "hyparquet-writer";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { costsParams } from "@/lib/contract/costs.ts";
import { ParameterError } from "@/lib/contract/time.ts";
import { newReading } from "./cost-bill.ts";
import { importCostFile } from "./cost-import.ts";
import { queryCosts } from "./costs.ts";
import { startDashboard, type TestDashboard } from "./test-support/dashboard.ts";

const NOW_MS = Date.UTC(2026, 2, 15, 12);

let dashboard: TestDashboard;
let folder: string;
beforeEach(async () => {
  dashboard = await startDashboard(() => NOW_MS);
  folder = await mkdtemp(join(tmpdir(), "headroom-parquet-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
  await dashboard.stop();
});

async function importBytes(bytes: ArrayBuffer | Uint8Array) {
  const path = join(folder, "file");
  await writeFile(path, new Uint8Array(bytes));
  const reading = newReading();
  const order = { importId: randomUUID(), source: "focus", part: "", reading };
  return { stored: await importCostFile(path, { ...order, now: () => NOW_MS }), reading, bytes };
}

const ask = (params: Record<string, string> = {}) =>
  queryCosts(costsParams.parse({ from: "2026-03-01", to: "2026-03-03", ...params }), NOW_MS);

const days = (...texts: string[]) => texts.map((text) => new Date(text));

/** Amounts as a decimal of 38 digits with 20 of them after the point, as providers write them. */
const schema: NonNullable<Parameters<typeof parquetWriteBuffer>[0]["schema"]> = [
  { name: "root", num_children: 6 },
  {
    ...{ name: "BilledCost", type: "FIXED_LEN_BYTE_ARRAY", type_length: 16 },
    ...{ converted_type: "DECIMAL", precision: 38, scale: 20, repetition_type: "REQUIRED" },
  },
  {
    name: "EffectiveCost",
    type: "INT64",
    converted_type: "DECIMAL",
    precision: 18,
    scale: 11,
    repetition_type: "OPTIONAL",
  },
  { name: "ListCost", type: "DOUBLE", repetition_type: "REQUIRED" },
  {
    name: "BillingCurrency",
    type: "BYTE_ARRAY",
    converted_type: "UTF8",
    repetition_type: "REQUIRED",
  },
  {
    name: "ChargePeriodStart",
    type: "INT64",
    converted_type: "TIMESTAMP_MILLIS",
    repetition_type: "REQUIRED",
  },
  { name: "ServiceName", type: "BYTE_ARRAY", repetition_type: "REQUIRED" },
];

describe("a Parquet file", () => {
  test("keeps every digit of its decimals, whatever their width, and the shortest text of doubles", async () => {
    const bytes = parquetWriteBuffer({
      schema,
      columnData: [
        // 123456789012345.00000000000000000001 and -0.00000000001
        {
          name: "BilledCost",
          data: [12345678901234500000000000000000001n, -1000000000n],
        },
        { name: "EffectiveCost", data: [99999999999999999n, null] },
        { name: "ListCost", data: [0.1, 1e-9] },
        { name: "BillingCurrency", data: ["USD", "USD"] },
        { name: "ChargePeriodStart", data: days("2026-03-01", "2026-03-02") },
        {
          name: "ServiceName",
          data: ["Compute", "Storage"].map((text) => new TextEncoder().encode(text)),
        },
      ],
    });
    const { stored, reading } = await importBytes(bytes);
    expect(stored).toMatchObject({ rowCount: 2, importedCount: 2, rejected: [] });
    expect(reading.bytesRead).toBe(bytes.byteLength);
    const billed = await ask({ metric: "BilledCost", groupBy: "service" });
    expect(billed.groups.map(({ key, total }) => [key.service, total])).toEqual([
      ["Compute", "123456789012345.00000000000000000001"],
      ["Storage", "-0.00000000001"],
    ]);
    expect((await ask({ metric: "EffectiveCost" })).total).toBe("999999.99999999999");
    expect((await ask({ metric: "ListCost" })).total).toBe("0.100000001");
  });

  test("of many row groups is read to its end, with maps as tags", async () => {
    const count = 25_000;
    const of = <Value>(value: Value) => Array.from({ length: count }, () => value);
    const bytes = parquetWriteBuffer({
      rowGroupSize: 7_000,
      columnData: [
        { name: "BilledCost", data: of("0.01"), type: "STRING" },
        { name: "BillingCurrency", data: of("USD"), type: "STRING" },
        { name: "ChargePeriodStart", data: of("2026-03-01T00:00:00Z"), type: "STRING" },
        { name: "Unasked", data: of("something else"), type: "STRING" },
        { name: "Tags", data: of({ team: "shop" }), type: "JSON" },
      ],
    });
    const { stored } = await importBytes(bytes);
    expect(stored).toMatchObject({ rowCount: count, importedCount: count });
    const { groups } = await ask({ groupBy: "tag:team" });
    expect(groups.map(({ key, total }) => [key["tag:team"], total])).toEqual([["shop", "250"]]);
  });

  test.each([
    ["cut off", (bytes: Uint8Array) => bytes.subarray(0, bytes.length - 9)],
    ["overwritten", (bytes: Uint8Array) => bytes.fill(7, 4, Math.min(60, bytes.length - 20))],
  ])("that is %s is refused and changes nothing", async (_, spoil) => {
    const bytes = parquetWriteBuffer({
      columnData: [
        { name: "BilledCost", data: ["1"], type: "STRING" },
        { name: "BillingCurrency", data: ["USD"], type: "STRING" },
        { name: "ChargePeriodStart", data: ["2026-03-01"], type: "STRING" },
      ],
    });
    await expect(importBytes(spoil(new Uint8Array(bytes)))).rejects.toThrow(ParameterError);
    expect((await ask()).total).toBeNull();
  });
});

test("a file that is no Parquet is read as CSV, plain or gzipped", async () => {
  const csv = "BilledCost,BillingCurrency,ChargePeriodStart\n1.5,USD,2026-03-01\n";
  const { reading, bytes } = await importBytes(gzipSync(csv));
  expect(reading.bytesRead).toBe(bytes.byteLength);
  expect((await ask()).total).toBe("1.5");
});
