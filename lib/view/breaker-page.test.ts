import { describe, expect, test } from "vitest";
import type { Breaker } from "@/lib/contract/breakers.ts";
import { breakerCondition } from "./breaker-condition.ts";
import { breakerFigures, thresholdWords } from "./breaker-figures.ts";
import { breakerRows, laneWords, listOf } from "./breaker-rows.ts";
import { transitionRows } from "./breaker-transitions.ts";
import { plainText } from "./sentence.ts";

const NO_CALLS = { success: null, failure: null, rejected: null, timeout: null, fallback: null };
const breaker = (some: Partial<Breaker>): Breaker => ({
  ...{ namespace: "", service: "shop", environment: "production", instance: "a" },
  ...{ breaker: "payments", library: "@headroom/sdk", state: "closed", since: null },
  ...{ dependency: null, recoveredAt: null, openAfterRecoverySeconds: null },
  threshold: { failureRatio: null, failuresInARow: null },
  ...{ transitions: [], openSeconds: 0, failureRatio: null, lanes: [], points: [] },
  calls: NO_CALLS,
  ...some,
});
const rowsOf = (...breakers: Breaker[]) =>
  breakerRows({
    ...{ from: "2026-11-24T13:00:00.000Z", to: "2026-11-24T14:00:00.000Z", stepSeconds: 60 },
    breakers,
  });
const sentence = (...breakers: Breaker[]) =>
  plainText(breakerCondition(rowsOf(...breakers), "UTC").parts);

const open = { state: "open", since: "2026-11-24T14:02:00.000Z", openSeconds: 60 } as const;

describe("the sentence", () => {
  test("instances that disagree: since when it is open, on how many, and what the other is", () => {
    const calls = { ...NO_CALLS, rejected: 206 };
    expect(
      sentence(
        breaker({ instance: "c" }),
        breaker({ ...open, calls }),
        breaker({ ...open, instance: "b", calls }),
      ),
    ).toBe(
      "payments in shop is open since 14:02 on 2 of 3 instances, closed on the other: 412 calls rejected.",
    );
  });

  test("instances that agree, and what was open too long", () => {
    const tooLong = { openAfterRecoverySeconds: 125 };
    expect(sentence(breaker({ ...open, ...tooLong }), breaker({ ...open, instance: "b" }))).toBe(
      "payments in shop is open since 14:02 on all 2 instances. 2\u00a0min of it after what it protects had recovered.",
    );
  });

  test("instances of another environment are another breaker", () => {
    expect(sentence(breaker(open), breaker({ ...open, environment: "staging" }))).toBe(
      "payments in shop is open since 14:02 on its only instance. 1 other breaker not closed either.",
    );
  });

  test("another breaker whose instances disagree is said with their names", () => {
    const other = { breaker: "stock", state: "half-open" } as const;
    expect(
      sentence(breaker(open), breaker(other), breaker({ breaker: "stock", instance: "b" })),
    ).toBe(
      "payments in shop is open since 14:02 on its only instance. 1 other breaker not closed either. stock in shop: half-open on a, closed on b.",
    );
  });

  test("all closed", () => {
    const stock = { breaker: "stock", openSeconds: 9 };
    expect(sentence(breaker({}), breaker(stock))).toBe(
      "All 2 breakers are closed. stock in shop had been open for 9\u00a0s.",
    );
    expect(sentence(breaker({}))).toBe("The only breaker is closed. None was open in this range.");
  });

  test("nothing reported", () => {
    expect(breakerCondition([], "UTC").status).toBe("unknown");
  });
});

test("trouble comes first; what stopped reporting before what is well", () => {
  const rows = rowsOf(
    breaker({}),
    breaker({ breaker: "b", state: "unknown" }),
    breaker({ breaker: "c", state: "half-open" }),
    breaker({ breaker: "d", state: "forced-open" }),
  );
  expect(rows.map(({ breaker }) => breaker)).toEqual(["d", "c", "b", "payments"]);
});

test("an instance that is gone says nothing against those that report", () => {
  const [row] = rowsOf(breaker({}), breaker({ instance: "b", state: "unknown" }));
  expect(row).toMatchObject({ state: "closed", status: "ok", disagreement: null });
});

test("calls of instances add up, failures are of those that ran; the period before", () => {
  const calls = { success: 90, failure: 5, rejected: 40, timeout: 5, fallback: 30 };
  const previous = { calls: { ...NO_CALLS, rejected: 20 }, openSeconds: 5, failureRatio: null };
  const rows = rowsOf(breaker({ calls, previous }), breaker({ instance: "b", calls }));
  expect(rows[0]).toMatchObject({ callCount: 280, failureRatio: 0.1 });
  expect(rows[0]?.callsPerSecond).toBeCloseTo(280 / 3_600, 9);
  const figures = breakerFigures(rows, "hour before");
  expect(figures.find(({ id }) => id === "rejected")).toMatchObject({
    value: { value: "80" },
    change: { text: "+300\u00a0%" },
    note: "vs hour before",
  });
  expect(figures.find(({ id }) => id === "time")?.change?.text).toBe("was 5\u00a0s");
});

test("what no library tells is unknown, not zero", () => {
  const figures = breakerFigures(rowsOf(breaker({})), "hour before");
  expect(figures.find(({ id }) => id === "rejected")?.value.value).toBe("–");
  expect(figures.find(({ id }) => id === "failed")?.value.value).toBe("–");
});

test("failures against the threshold, as far as it is told", () => {
  const calls = { ...NO_CALLS, success: 40, failure: 60 };
  const words = (threshold: Breaker["threshold"]) => {
    const [row] = rowsOf(breaker({ calls, threshold }));
    return row && thresholdWords(row).replaceAll("\u00a0", " ");
  };
  expect(words({ failureRatio: 0.5, failuresInARow: null })).toBe(
    "60.0 % of calls failed in this range; it opens at 50.0 %",
  );
  expect(words({ failureRatio: null, failuresInARow: 5 })).toContain("after 5 failures in a row");
  expect(words({ failureRatio: null, failuresInARow: null })).toContain("is not told");
});

test("changes, newest first, with how long each lasted", () => {
  const change = { isExact: true, traceId: null };
  const transitions: Breaker["transitions"] = [
    { at: "2026-11-24T13:10:00.000Z", from: "closed", to: "open", ...change },
    { at: "2026-11-24T13:10:30.000Z", from: "open", to: "half-open", ...change },
  ];
  const rows = rowsOf(breaker({ state: "half-open", transitions }));
  const told = transitionRows(rows, Date.parse("2026-11-24T13:11:00.000Z"));
  expect(told.map(({ to, lastedMs, isSoFar }) => [to, lastedMs, isSoFar])).toEqual([
    ["half-open", 30_000, true],
    ["open", 30_000, false],
  ]);
});

test("a lane is read out without its closed stretches", () => {
  const lanes: Breaker["lanes"] = [
    { state: "closed", from: "2026-11-24T13:00:00.000Z", to: "2026-11-24T13:10:00.000Z" },
    { state: "open", from: "2026-11-24T13:10:00.000Z", to: "2026-11-24T13:12:00.000Z" },
  ];
  expect(laneWords({ lanes }, "UTC")).toBe("open from 13:10:00 to 13:12:00");
});

test("names in words", () => {
  expect(listOf(["a"])).toBe("a");
  expect(listOf(["a", "b", "c"])).toBe("a, b and c");
  expect(listOf(["a", "b", "c", "d", "e"])).toBe("a, b, c and 2 others");
});
