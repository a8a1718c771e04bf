import { describe, expect, test } from "vitest";
import { plainText } from "./sentence.ts";
import { buildWaterfall, traceCondition } from "./waterfall.ts";
import { markText } from "./waterfall-n-plus-one.ts";
import { spanAt } from "./waterfall-test-spans.ts";

const query = (id: string, from: number) =>
  spanAt(id, "root", [from, from + 10], { name: "SELECT" });
const SPANS = [
  spanAt("root", null, [0, 200], { service: "orders", name: "GET /orders" }),
  ...Array.from({ length: 8 }, (_, i) => query(`q${i}`, i * 12)),
  query("other", 150),
];
const found = (spanIds: string[], lostMs: number) => ({
  ...{ parentSpanId: "root", spanIds, statement: "SELECT ?", totalMs: lostMs + 10, lostMs },
});
const ALL = Array.from({ length: 8 }, (_, i) => `q${i}`);

describe("marks of an N+1", () => {
  test("stand on each of its queries and on no other span", () => {
    const { marks } = buildWaterfall(SPANS, [found(ALL, 70)]);
    expect([...marks.keys()]).toEqual(ALL);
    const [mark] = marks.values();
    expect(mark && markText(mark).replaceAll("\u00a0", " ")).toBe("8 queries, 70.0 ms lost");
  });

  test("the costliest comes first, since a link leads to the first mark", () => {
    const two = [found(["q0", "q1"], 10), found(["q2", "q3"], 70)];
    expect(buildWaterfall(SPANS, two).marks.keys().next().value).toBe("q2");
  });

  test("are said in the trace's sentence, which warns", () => {
    const { status, parts } = traceCondition(
      buildWaterfall(SPANS, [found(ALL, 70)]),
      (key) => `?span=${key}`,
    );
    expect(status).toBe("warning");
    expect(plainText(parts).replaceAll("\u00a0", " ")).toContain(
      "It has an N+1: 8 similar queries in a row, 70.0 ms lost.",
    );
    expect(parts.flatMap(({ href }) => href ?? [])).toContain("?span=q0");
  });

  test("a trace without one says nothing of it", () => {
    const { status, parts } = traceCondition(buildWaterfall(SPANS), (key) => key);
    expect(status).toBe("ok");
    expect(plainText(parts)).not.toContain("N+1");
  });
});
