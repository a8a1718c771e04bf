import { describe, expect, test } from "vitest";
import { requestsParams } from "./requests.ts";
import { ParameterError, parseInstant, resolveRange } from "./time.ts";

const NOW_MS = Date.UTC(2026, 10, 24, 12, 30);

describe("an instant", () => {
  test.each([
    ["now", NOW_MS],
    ["now-1h", NOW_MS - 3_600_000],
    ["now-7d", NOW_MS - 7 * 86_400_000],
    ["1795521600000", 1_795_521_600_000],
    ["2026-11-24T12:00:00Z", 1_795_521_600_000],
    ["2026-11-24T13:00:00+01:00", 1_795_521_600_000],
    ["2026-11-24T12:00:00.250Z", 1_795_521_600_250],
    ["2026-11-24T12:00:00", 1_795_521_600_000],
    ["2026-11-24", 1_795_478_400_000],
    ["now+1h", null],
    ["now-x", null],
    ["yesterday", null],
    ["12", null],
    ["2026-13-45", null],
    ["", null],
  ])("%s", (text, expected) => {
    expect(parseInstant(text, NOW_MS)).toBe(expected);
  });
});

describe("a range", () => {
  test("is read, and each mistake names its field", () => {
    expect(resolveRange({ from: "now-5m", to: "now" }, NOW_MS)).toEqual({
      fromMs: NOW_MS - 300_000,
      toMs: NOW_MS,
    });
    for (const [from, to, field] of [
      ["soon", "now", "from"],
      ["now-1h", "later", "to"],
      ["now", "now-1h", "from"],
      ["now", "now", "from"],
      ["now-500d", "now", "from"],
    ] as const) {
      const resolve = () => resolveRange({ from, to }, NOW_MS);
      expect(resolve).toThrow(ParameterError);
      expect(resolve).toThrow(expect.objectContaining({ field }));
    }
    expect(resolveRange({ from: "now-400d", to: "now" }, NOW_MS).toMs).toBe(NOW_MS);
  });
});

describe("parameters of a question", () => {
  test("filters are a text or a list, and groups a comma list", () => {
    const parsed = requestsParams.parse({
      service: "shop",
      route: ["/a", "/b"],
      groupBy: "service, route",
      step: "60",
    });
    expect(parsed).toMatchObject({
      from: "now-1h",
      to: "now",
      service: ["shop"],
      route: ["/a", "/b"],
      status: [],
      groupBy: ["service", "route"],
      step: 60,
    });
  });

  test.each([[{ groupBy: "colour" }], [{ step: "0" }], [{ step: "x" }], [{ compare: "next" }]])(
    "%j cannot be asked",
    (given) => {
      expect(requestsParams.safeParse(given).success).toBe(false);
    },
  );
});
