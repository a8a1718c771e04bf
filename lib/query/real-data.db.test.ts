import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { type RequestGroup, requestsParams } from "@/lib/contract/requests.ts";
import {
  hasRealSamples,
  protobufSample,
  samplesIn,
} from "@/lib/decode/test-support/real-samples.ts";
import { writeMessage } from "@/lib/decode/write-message.ts";
import { resourceOf } from "@/lib/ingest/test-support/bodies.ts";
import { queryRequests } from "./requests.ts";
import { startDashboard, type TestDashboard } from "./test-support/dashboard.ts";

let dashboard: TestDashboard | undefined;

afterEach(async () => {
  await dashboard?.stop();
  dashboard = undefined;
});

describe.skipIf(!hasRealSamples)(
  "a shop under the official Node SDK with auto-instrumentation",
  () => {
    /** Some minutes after the capture, so that all of it is within the acceptance window. */
    const NOW_MS = Date.UTC(2026, 10, 24, 20, 45);
    const MESSAGES = {
      traces: "ExportTraceServiceRequest",
      metrics: "ExportMetricsServiceRequest",
      logs: "ExportLogsServiceRequest",
    } as const;

    const ask = (groupBy: string) =>
      queryRequests(
        requestsParams.parse({
          groupBy,
          service: "shop",
          from: String(NOW_MS - 3_000_000),
          to: "now",
        }),
        NOW_MS,
      );

    async function sendAll(folder: string, ending: string): Promise<TestDashboard> {
      const started = await startDashboard(() => NOW_MS);
      for (const path of samplesIn(folder, ending)) {
        const signal = /(traces|metrics|logs)/.exec(path)?.[1];
        if (signal !== "traces" && signal !== "metrics" && signal !== "logs") continue;
        const outcome = await started.ingest.send(signal, protobufSample(MESSAGES[signal], path));
        expect(outcome).toMatchObject({ kind: "accepted" });
      }
      return started;
    }

    test.each([["tail"], ["tiers"]])("JSON bodies, read from the %s", async (where) => {
      dashboard = await sendAll("sdk-capture/http-json", ".json");
      if (where === "tiers") await dashboard.fold();
      const whole = await ask("service");
      expect(whole.groups.map(({ totals }) => totals)).toMatchObject([
        { requestCount: 145, errorCount: 35, source: "spans" },
      ]);
      const routes = (await ask("route,status")).groups.map(({ key, totals }) => [
        `${key.route} ${key.status}`,
        totals.requestCount,
      ]);
      expect(routes).toEqual(
        expect.arrayContaining([
          ["/boom 500", 5],
          ["/pay 200", 10],
          ["/pay 500", 11],
          ["/pay 503", 19],
        ]),
      );
    });

    test("protobuf bodies of a second run: as many requests of each route", async () => {
      dashboard = await sendAll("sdk-capture/http-protobuf", ".pb.gz");
      const byRoute = (await ask("route")).groups.map(({ key, totals }) => [
        key.route,
        totals.requestCount,
      ]);
      expect(Object.fromEntries(byRoute)).toMatchObject({ "/pay": 40, "/boom": 5 });
      const [whole] = (await ask("service")).groups;
      expect(whole?.totals.requestCount).toBe(145);
    });
  },
);

const TRAFFIC = fileURLToPath(new URL("../../../shared/data/traffic/", import.meta.url));
const ARCHIVE = `${TRAFFIC}nezha-2022-08-22.tar.xz`;
/** Tar needs the xz of the system to read it. */
const hasArchive = existsSync(ARCHIVE) && spawnSync("tar", ["-tJf", ARCHIVE]).status === 0;

type Row = {
  traceId: string;
  spanId: string;
  parentId: string;
  service: string;
  name: string;
  startNs: bigint;
  endNs: bigint;
};

/** Every distinct span of the day. */
function readDay(): Row[] {
  const { stdout } = spawnSync("tar", ["-xJOf", ARCHIVE, "--wildcards", "*_trace.csv"], {
    maxBuffer: 256 * 1024 * 1024,
    encoding: "utf8",
  });
  const lines = new Set(stdout.split(/\r?\n/).filter((line) => /^[0-9a-f]{32},/.test(line)));
  return [...lines].map((line) => {
    const [traceId = "", spanId = "", parentId = "", pod = "", name = "", start, end] =
      line.split(",");
    const service = pod.split("-").slice(0, -2).join("-");
    return {
      traceId,
      spanId,
      parentId: parentId === "root" ? "" : parentId,
      service,
      name,
      startNs: BigInt(start ?? 0),
      endNs: BigInt(end ?? 0),
    };
  });
}

const truthFile = z.record(
  z.string(),
  z.object({
    distinct_spans: z.number(),
    roots: z.number(),
    root_p50_p95_p99_ms: z.array(z.number()),
    services: z.record(z.string(), z.object({ spans: z.number(), p95_ms: z.number() })),
    per_minute_roots: z.record(z.string(), z.object({ n: z.number(), p95_ms: z.number() })),
  }),
);

/** A sketch's error, and the half microsecond by which the truth is rounded. */
function expectNear(found: number | null | undefined, expectedMs: number): void {
  expect(found).not.toBeNull();
  expect(Math.abs((found ?? 0) - expectedMs)).toBeLessThanOrEqual(expectedMs * 0.0055 + 0.0005);
}

const millis = ({ startNs, endNs }: Row) => Number(endNs - startNs) / 1e6;

function nearestRank(values: number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil((percent * sorted.length) / 100) - 1] ?? Number.NaN;
}

describe.skipIf(!hasArchive)("a day of real traffic, moved to today", { timeout: 120_000 }, () => {
  const NOW_MS = Date.UTC(2026, 10, 24, 12, 30, 20);
  const HOUR_MS = 3_600_000;

  test("counts and quantiles of the whole, each service and each minute are those of the raw spans", async () => {
    const rows = readDay();
    const truth = truthFile.parse(
      JSON.parse(readFileSync(`${TRAFFIC}nezha-2022-08-22.truth.json`, "utf8")),
    )["2022-08-22"];
    expect(rows).toHaveLength(truth?.distinct_spans ?? 0);

    let newest = 0n;
    for (const { endNs } of rows) if (endNs > newest) newest = endNs;
    const shiftMs = Math.floor((NOW_MS - Number(newest / 1_000_000n)) / 60_000) * 60_000;
    const serviceOf = new Map(rows.map((row) => [`${row.traceId} ${row.spanId}`, row.service]));
    const isEntry = (row: Row) => serviceOf.get(`${row.traceId} ${row.parentId}`) !== row.service;

    dashboard = await startDashboard(() => NOW_MS, { traceBudget: 200 });
    // Once as it was, and once with every span a request, as the truth of each service has it.
    await sendRows(dashboard, rows, { shiftMs, environment: "real", isRequest: isEntry });
    await dashboard.fold();
    await sendRows(dashboard, rows, { shiftMs, environment: "every-span", isRequest: () => true });

    const from = String(NOW_MS - HOUR_MS);
    const ask = (given: Record<string, string>) =>
      queryRequests(requestsParams.parse({ from, step: 60, ...given }), NOW_MS);

    const { groups } = await ask({ service: "frontend", environment: "real" });
    const roots = groups[0]?.totals;
    expect(roots?.requestCount).toBe(truth?.roots);
    for (const [i, found] of [roots?.p50Ms, roots?.p95Ms, roots?.p99Ms].entries()) {
      expectNear(found, truth?.root_p50_p95_p99_ms[i] ?? 0);
    }
    const minutes = new Map(
      groups[0]?.points.map((point) => [
        new Date(Date.parse(point.at) - shiftMs).toISOString().slice(11, 16),
        point,
      ]),
    );
    for (const [minute, { n, p95_ms }] of Object.entries(truth?.per_minute_roots ?? {})) {
      expect([minute, minutes.get(minute)?.requestCount]).toEqual([minute, n]);
      expectNear(minutes.get(minute)?.p95Ms, p95_ms);
    }

    const every = await ask({ environment: "every-span" });
    expect(every.groups).toHaveLength(Object.keys(truth?.services ?? {}).length);
    for (const { key, totals } of every.groups) {
      const expected = truth?.services[key.service ?? ""];
      expect([key.service, totals.requestCount]).toEqual([key.service, expected?.spans]);
      expectNear(totals.p95Ms, expected?.p95_ms ?? 0);
    }

    // Of each service's own requests and minutes, which the truth does not list, by the raw spans.
    const real = await ask({ environment: "real" });
    const entries = rows.filter(isEntry);
    expect(real.groups.reduce((sum, { totals }) => sum + (totals.requestCount ?? 0), 0)).toBe(
      entries.length,
    );
    for (const group of real.groups) expectRaw(group, entries, shiftMs);
  });
});

/** One service's answer against its raw requests, in all and minute by minute. */
function expectRaw({ key, totals, points }: RequestGroup, entries: Row[], shiftMs: number): void {
  const own = entries.filter(({ service }) => service === key.service);
  expect(totals.requestCount).toBe(own.length);
  expectNear(totals.p95Ms, nearestRank(own.map(millis), 95));
  const byMinute = new Map<number, number[]>();
  for (const row of own) {
    const minute = Math.floor(Number(row.startNs / 60_000_000_000n)) * 60_000 + shiftMs;
    byMinute.set(minute, [...(byMinute.get(minute) ?? []), millis(row)]);
  }
  for (const point of points) {
    const values = byMinute.get(Date.parse(point.at));
    if (!values) continue;
    expect(point.requestCount).toBe(values.length);
    expectNear(point.p50Ms, nearestRank(values, 50));
    expectNear(point.p99Ms, nearestRank(values, 99));
  }
}

type As = { shiftMs: number; environment: string; isRequest: (row: Row) => boolean };

async function sendRows({ ingest }: TestDashboard, rows: Row[], as: As): Promise<void> {
  const shift = BigInt(as.shiftMs) * 1_000_000n;
  const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, "hex"));
  for (let at = 0; at < rows.length; at += 8_192) {
    const byService = new Map<string, object[]>();
    for (const row of rows.slice(at, at + 8_192)) {
      const spans = byService.get(row.service) ?? [];
      byService.set(row.service, spans);
      spans.push({
        traceId: bytes(row.traceId),
        spanId: bytes(row.spanId),
        ...(row.parentId === "" ? {} : { parentSpanId: bytes(row.parentId) }),
        name: row.name,
        kind: as.isRequest(row) ? 2 : 1,
        startTimeUnixNano: row.startNs + shift,
        endTimeUnixNano: row.endNs + shift,
      });
    }
    const resourceSpans = [...byService].map(([service, spans]) => ({
      resource: resourceOf({ service, environment: as.environment }),
      scopeSpans: [{ spans }],
    }));
    const outcome = await ingest.send(
      "traces",
      writeMessage("ExportTraceServiceRequest", { resourceSpans }),
    );
    expect(outcome).toEqual({ kind: "accepted", rejected: 0, message: "" });
  }
}
