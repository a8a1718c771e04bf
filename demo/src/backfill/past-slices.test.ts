import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { readMessage } from "@/lib/decode/read-message.ts";
import { addVolume, NOTHING, type Past, pastSlices } from "./past-slices.ts";

const november = (day: number, hour: number, minute = 0) => Date.UTC(2026, 10, day, hour, minute);
const past = (day: number, hour: number, minutes: number): Past => ({
  fromMs: november(day, hour),
  untilMs: november(day, hour, minutes),
});
const KIND = { server: 2, client: 3, producer: 4, consumer: 5 };
const hex = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString("hex");

const bodiesOf = (one: Past, path: string) =>
  [...pastSlices(one)].flatMap(({ bodies }) =>
    bodies.filter((body) => body.path === path).map(({ bytes }) => bytes),
  );

type Attributes = { key?: string; value?: { stringValue?: string; intValue?: bigint } }[];
const attributesOf = (given: Attributes = []) =>
  Object.fromEntries(
    given.map(({ key, value }) => [key, value?.stringValue ?? Number(value?.intValue)]),
  );

function spansOf(one: Past) {
  return bodiesOf(one, "/v1/traces").flatMap((bytes) =>
    (readMessage("ExportTraceServiceRequest", bytes).resourceSpans ?? []).flatMap((resource) => {
      const from = attributesOf(resource.resource?.attributes as Attributes);
      return (resource.scopeSpans ?? []).flatMap(({ spans = [] }) =>
        spans.map((span) => ({
          service: from["service.name"],
          version: from["service.version"],
          trace: hex(span.traceId),
          id: hex(span.spanId),
          parent: hex(span.parentSpanId),
          name: span.name,
          kind: span.kind,
          isError: span.status?.code === 2,
          startMs: Number(span.startTimeUnixNano) / 1e6,
          endMs: Number(span.endTimeUnixNano) / 1e6,
          attributes: attributesOf(span.attributes as Attributes),
        })),
      );
    }),
  );
}

describe("the past", { timeout: 90_000 }, () => {
  const hour = past(18, 12, 10);
  const spans = spansOf(hour);
  const servers = spans.filter(({ kind }) => kind === KIND.server);

  it("is the same to the byte each time, and another for another beginning", () => {
    const digest = (one: Past) => {
      const hash = createHash("sha256");
      for (const { bodies } of pastSlices(one)) for (const { bytes } of bodies) hash.update(bytes);
      return hash.digest("hex");
    };
    expect(digest(hour)).toBe(digest(hour));
    expect(digest(past(18, 13, 10))).not.toBe(digest(hour));
  });

  it("tells how much it holds", () => {
    const slices = [...pastSlices(hour)];
    const volume = slices.map((slice) => slice.volume).reduce(addVolume, NOTHING);
    expect(volume.spans).toBe(spans.length);
    expect(volume.requests).toBe(servers.length);
    const byService: Record<string, number> = {};
    for (const { service } of servers)
      byService[String(service)] = (byService[String(service)] ?? 0) + 1;
    expect(slices.at(-1)?.requestsByService).toEqual(byService);
  });

  it("has about as many visits as the hour of a Wednesday asks for", () => {
    const visits = servers.filter(({ service }) => service === "gateway").length;
    // Half past twelve lies between 7.8 and 7.6 a second; here ten minutes from 7.8 on.
    expect(visits / 600).toBeGreaterThan(7.2);
    expect(visits / 600).toBeLessThan(8.4);
  });

  it("holds whole traces: every parent is there, and its child within it", () => {
    const byId = new Map(spans.map((span) => [`${span.trace} ${span.id}`, span]));
    expect(byId.size).toBe(spans.length);
    const astray = spans.filter((span) => {
      if (span.parent === "") return false;
      const parent = byId.get(`${span.trace} ${span.parent}`);
      if (!parent || span.startMs < parent.startMs) return true;
      return span.kind !== KIND.consumer && span.endMs > parent.endMs + 0.001;
    });
    expect(astray).toEqual([]);
  });

  it("counts in metrics what it shows in spans", () => {
    const last = bodiesOf(hour, "/v1/metrics").at(-1);
    if (!last) throw new Error("no metrics");
    const counted: Record<string, number> = {};
    for (const { resource, scopeMetrics } of readMessage("ExportMetricsServiceRequest", last)
      .resourceMetrics ?? []) {
      const service = String(attributesOf(resource?.attributes as Attributes)["service.name"]);
      const metrics = (scopeMetrics ?? []).flatMap((scope) => scope.metrics ?? []);
      const served = metrics.filter(({ name }) => name === "http.server.request.duration");
      for (const { count } of served.flatMap(({ histogram }) => histogram?.dataPoints ?? [])) {
        counted[service] = (counted[service] ?? 0) + Number(count);
      }
    }
    expect(counted).toEqual([...pastSlices(hour)].at(-1)?.requestsByService);
  });

  it("logs within its traces", () => {
    const ids = new Set(spans.map((span) => `${span.trace} ${span.id}`));
    const records = bodiesOf(hour, "/v1/logs").flatMap((bytes) =>
      (readMessage("ExportLogsServiceRequest", bytes).resourceLogs ?? []).flatMap(({ scopeLogs }) =>
        (scopeLogs ?? []).flatMap(({ logRecords }) => logRecords ?? []),
      ),
    );
    expect(records.length).toBeGreaterThan(100);
    const astray = records.filter(
      ({ traceId, spanId }) => !ids.has(`${hex(traceId)} ${hex(spanId)}`),
    );
    expect(astray).toEqual([]);
  });
});

describe("a fault of the past", { timeout: 90_000 }, () => {
  it("fails four in ten log-ins during an error burst, and nothing else", () => {
    // Saturday 21 November, 19:30 to 19:55.
    const servers = spansOf({ fromMs: november(21, 19, 30), untilMs: november(21, 19, 40) }).filter(
      ({ kind }) => kind === KIND.server,
    );
    const statuses = (service: string) =>
      servers
        .filter((span) => span.service === service && span.name?.endsWith("/sessions"))
        .map(({ attributes }) => attributes["http.response.status_code"]);
    const inner = statuses("users");
    const failed = inner.filter((status) => status === 500).length;
    expect(failed / inner.length).toBeGreaterThan(0.3);
    expect(failed / inner.length).toBeLessThan(0.5);
    expect(statuses("gateway").filter((status) => status === 502)).toHaveLength(failed);
    expect(servers.filter(({ isError }) => isError)).toHaveLength(2 * failed);
  });

  it("asks for each product by itself in the bad build, whose version is another", () => {
    // Thursday 19 November, 10:00 to 10:40; a rollout takes two slices.
    const spans = spansOf({ fromMs: november(19, 9, 55), untilMs: november(19, 10, 10) });
    const lists = spans.filter(
      ({ name, service }) => service === "orders" && name === "GET /products",
    );
    const queries = new Map<string, number>();
    for (const { kind, trace, parent } of spans)
      if (kind === KIND.client)
        queries.set(`${trace} ${parent}`, (queries.get(`${trace} ${parent}`) ?? 0) + 1);
    const perVersion: Record<string, Set<number>> = {};
    for (const { version, trace, id } of lists) {
      perVersion[String(version)] ??= new Set();
      perVersion[String(version)]?.add(queries.get(`${trace} ${id}`) ?? 0);
    }
    expect(perVersion).toEqual({ "1.3.39": new Set([1]), "1.3.40": new Set([13]) });
  });

  it("takes half a second for the orders of a user while the endpoint is slow", () => {
    const median = (one: Past) => {
      const durations = spansOf(one)
        .filter(({ kind, name }) => kind === KIND.server && name === "GET /users/:id/orders")
        .map(({ startMs, endMs }) => endMs - startMs)
        .sort((a, b) => a - b);
      return durations[Math.floor(durations.length / 2)] ?? 0;
    };
    expect(median({ fromMs: november(17, 13, 20), untilMs: november(17, 13, 30) })).toBeGreaterThan(
      500,
    );
    expect(median(past(17, 12, 10))).toBeLessThan(20);
  });
});
