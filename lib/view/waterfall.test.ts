import { describe, expect, it } from "vitest";
import { plainText } from "./sentence.ts";
import { buildWaterfall, traceCondition, traceNotices } from "./waterfall.ts";
import { spanAt } from "./waterfall-test-spans.ts";

const NBSP = "\u00a0";
const said = (spans: Parameters<typeof buildWaterfall>[0]) => {
  const { status, parts } = traceCondition(buildWaterfall(spans), (key) => `?span=${key}`);
  return {
    status,
    text: plainText(parts).replaceAll(NBSP, " "),
    hrefs: parts.flatMap((p) => p.href ?? []),
  };
};

describe("traceCondition", () => {
  it("says where the first failure began and where the time went", () => {
    const answer = said([
      spanAt("a", null, [0, 500], {
        service: "gateway",
        name: "GET",
        error: true,
        attributes: { "http.request.method": "GET", "http.route": "/orders/{id}" },
      }),
      spanAt("call", "a", [10, 490], { service: "gateway", name: "GET", error: true }),
      spanAt("charge", "call", [20, 420], {
        service: "payments",
        name: "charge",
        error: true,
        statusMessage: "card declined\n at line 1",
      }),
    ]);
    expect(answer).toEqual({
      status: "critical",
      text: "GET /orders/{id} of gateway took 500 ms and failed. 3 of 3 spans failed, first charge of payments: “card declined”. 80.0 % of the wait was for charge of payments.",
      hrefs: ["?span=charge", "?span=charge"],
    });
  });

  it("warns when the request succeeded although something below it failed", () => {
    const answer = said([
      spanAt("a", null, [0, 100], { name: "GET /" }),
      spanAt("b", "a", [10, 20], { name: "cache get", error: true }),
    ]);
    expect(answer.status).toBe("warning");
    expect(answer.text).toContain("1 of 2 spans failed, first cache get of shop.");
  });

  it("is short for one calm span", () => {
    expect(said([spanAt("a", null, [0, 12], { name: "GET /" })])).toEqual({
      status: "ok",
      text: "GET / of shop took 12.0 ms. ",
      hrefs: [],
    });
  });

  it("quotes the message of a request that failed by itself", () => {
    const answer = said([spanAt("a", null, [0, 5], { error: true, statusMessage: "boom" })]);
    expect(answer.text).toBe("a of shop took 5.00 ms and failed. It says “boom”. ");
  });

  it("stands for the trace by a root that has nothing above it", () => {
    const { main } = buildWaterfall([
      spanAt("early", "gone", [0, 5]),
      spanAt("root", null, [1, 90]),
    ]);
    expect(main?.key).toBe("root");
  });

  it("says that there is nothing", () => {
    expect(said([]).status).toBe("unknown");
  });
});

describe("traceNotices", () => {
  it("counts the spans without a parent", () => {
    const waterfall = buildWaterfall([spanAt("a", null, [0, 9]), spanAt("b", "gone", [1, 2])]);
    expect(traceNotices(waterfall, false)).toHaveLength(1);
    expect(traceNotices(waterfall, false)[0]).toMatch(/^Incomplete: 1 span names a parent/);
  });

  it("tells clock skew between services only", () => {
    const skewed = (service: string) =>
      buildWaterfall([spanAt("a", null, [5, 20]), spanAt("b", "a", [0, 10], { service })]);
    expect(traceNotices(skewed("shop"), true)).toEqual([]);
    expect(traceNotices(skewed("db"), true)[0]).toMatch(/^Clocks differ by at least 5\.00/);
  });
});
