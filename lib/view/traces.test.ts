import { describe, expect, it } from "vitest";
import type { TraceSummary } from "@/lib/contract/traces.ts";
import { plainText } from "./sentence.ts";
import {
  keptSentence,
  type Listing,
  type TraceFilters,
  traceRows,
  tracesCondition,
  typicalOf,
} from "./traces.ts";

const summary = (rest: Partial<TraceSummary>): TraceSummary => ({
  traceId: "0af7651916cd43dd8448eb211c80319c",
  spanId: "b7ad6b7169203331",
  at: "2026-01-05T12:00:00.000Z",
  durationMs: 100,
  service: "users",
  namespace: "",
  environment: "",
  name: "GET",
  route: "/users/{id}",
  method: "GET",
  statusCode: "200",
  error: false,
  spanCount: 3,
  errorCount: 0,
  services: ["users"],
  match: null,
  ...rest,
});

const none: TraceFilters = {
  service: null,
  route: null,
  method: null,
  minMs: null,
  maxMs: null,
  status: null,
  search: null,
};
const listing = (more: boolean): Listing => ({ order: "newest", more, total: null });
const said = (traces: TraceSummary[], filters: Partial<TraceFilters> = {}, more = false) =>
  plainText(
    tracesCondition(traceRows(traces), { ...none, ...filters }, listing(more)).parts,
  ).replaceAll("\u00a0", " ");

describe("a listing", () => {
  it("says how it was chosen and of how many", () => {
    const rows = traceRows([summary({})]);
    const text = (total: Listing["total"]) =>
      plainText(tracesCondition(rows, none, { order: "slowest", more: true, total }).parts);
    expect(text({ count: 812, isExact: true })).toContain("The slowest 1 traced request of 812");
    expect(text({ count: 10_000, isExact: false })).toContain("of more than 10,000");
  });

  it("opens a trace at the span that was searched for", () => {
    const [row] = traceRows([summary({ match: { spanId: "00f067aa0ba902b7", name: "SELECT" } })]);
    expect(row).toMatchObject({ spanId: "00f067aa0ba902b7", matchName: "SELECT" });
    expect(plainText(tracesCondition([], { ...none, search: "a=1" }, listing(false)).parts)).toBe(
      "No traced request with a span that has a=1 in this range.",
    );
  });
});

describe("typicalOf", () => {
  it("is the lower median of the others", () => {
    const traces = [400, 10, 30, 20, 25].map((durationMs) =>
      summary({ traceId: String(durationMs), durationMs }),
    );
    expect(typicalOf(traces, "400")).toBe("20");
    expect(typicalOf(traces, "none of them")).toBe("25");
    expect(typicalOf(traces.slice(0, 1), "400")).toBeNull();
  });
});

describe("traceRows", () => {
  it("measures the bars against the slowest and puts the own service first", () => {
    const rows = traceRows([
      summary({ durationMs: 50, services: ["db", "users"] }),
      summary({ durationMs: 200, route: "", name: "job" }),
    ]);
    expect(rows.map((row) => [row.durationShare, row.route, row.services])).toEqual([
      [0.25, "/users/{id}", ["users", "db"]],
      [1, "job", ["users"]],
    ]);
  });
});

describe("tracesCondition", () => {
  it("counts, names the slowest and what most are", () => {
    const traces = [
      summary({ durationMs: 486 }),
      summary({ error: true }),
      summary({}),
      summary({ route: "/login", method: "POST" }),
    ];
    expect(said(traces)).toBe(
      "4 traced requests: 1 failed (25.0 %), the slowest 486 ms. 3 are GET /users/{id} of users.",
    );
  });

  it("repeats the filter instead of what it already says", () => {
    const filters = { service: "users", route: "/users/{id}", method: "GET", minMs: 200 };
    expect(said([summary({ durationMs: 300 })], filters, true)).toBe(
      "The newest 1 traced request of GET /users/{id} in users of 200 ms or more: none failed, the slowest 300 ms. ",
    );
    expect(said([summary({ error: true })], { status: "error", minMs: 50, maxMs: 150 })).toBe(
      "1 traced request with errors between 50.0 ms and 150 ms, the slowest 100 ms. ",
    );
  });

  it("says that none matches", () => {
    expect(said([], { service: "users", maxMs: 5 })).toBe(
      "No traced request of users of 5.00 ms or less in this range.",
    );
  });
});

describe("keptSentence", () => {
  it("says the share, and that other figures count all", () => {
    expect(keptSentence({ receivedSpans: 1_000, keptSpans: 120 })?.replaceAll("\u00a0", " ")).toBe(
      "Traces kept: 12.0 % of spans in this range (120 of 1,000); figures elsewhere count all.",
    );
  });

  it("says that all were kept, and nothing about nothing", () => {
    expect(keptSentence({ receivedSpans: 10, keptSpans: 10 })).toContain("Every span");
    expect(keptSentence({ receivedSpans: 0, keptSpans: 0 })).toBeNull();
  });
});
