import { describe, expect, test } from "vitest";
import type { Breaker } from "@/lib/contract/breakers.ts";
import { breakerCondition, breakerFigures, breakerRows, laneWords } from "./breaker-page.ts";
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
  test("an open breaker: since when, on how many instances, what it refused", () => {
    const calls = { ...NO_CALLS, rejected: 206 };
    expect(
      sentence(
        breaker({ instance: "c" }),
        breaker({ ...open, calls }),
        breaker({ ...open, instance: "b", calls }),
      ),
    ).toBe("payments in shop is open since 14:02 on 2 of 3 instances: 412 calls rejected.");
  });

  test("instances of another environment are other breakers", () => {
    expect(sentence(breaker(open), breaker({ ...open, environment: "staging" }))).toBe(
      "payments in shop is open since 14:02 on 1 of 1 instance. 1 other instance not closed either.",
    );
  });

  test("all closed", () => {
    expect(sentence(breaker({}), breaker({ instance: "b", openSeconds: 9 }))).toBe(
      "All 2 breaker instances are closed. 1 had been open.",
    );
  });

  test("nothing reported", () => {
    expect(breakerCondition([], "UTC").status).toBe("unknown");
  });
});

test("trouble comes first; what stopped reporting before what is well", () => {
  const rows = rowsOf(
    breaker({}),
    breaker({ instance: "b", state: "unknown" }),
    breaker({ instance: "c", state: "half-open" }),
    breaker({ instance: "d", state: "forced-open" }),
  );
  expect(rows.map(({ instance }) => instance)).toEqual(["d", "c", "b", "a"]);
});

test("what no library tells is unknown, not zero", () => {
  const figures = breakerFigures(rowsOf(breaker({})));
  expect(figures.find(({ id }) => id === "rejected")?.value.value).toBe("–");
  expect(figures.find(({ id }) => id === "failed")?.value.value).toBe("–");
});

test("a lane is read out without its closed stretches", () => {
  const lanes = [
    { state: "closed", from: "2026-11-24T13:00:00.000Z", to: "2026-11-24T13:10:00.000Z" },
    { state: "open", from: "2026-11-24T13:10:00.000Z", to: "2026-11-24T13:12:00.000Z" },
  ] as const;
  const [row] = rowsOf(breaker({ lanes: [...lanes] }));
  expect(row && laneWords(row, "UTC")).toBe("open from 13:10:00 to 13:12:00");
});
