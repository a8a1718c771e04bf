import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  ALERT_OPERATORS,
  type AlertCondition,
  type AlertPhase,
  type AlertSample,
  advancePhase,
  alertKeyText,
  INACTIVE,
  isBeyond,
  NO_DATA_POLICIES,
  type NoDataPolicy,
  recoveryProblem,
} from "./alerts.ts";

const CONDITION: AlertCondition = {
  operator: ">",
  threshold: 200,
  forSeconds: 120,
  recoveryThreshold: null,
  keepFiringForSeconds: 0,
  minimumCount: null,
  noData: "keep",
  stale: null,
  minimumSeenSeconds: 0,
};

const MINUTE_MS = 60_000;

/** The phases after each of the values, a minute apart from minute 0. */
function run(
  condition: AlertCondition,
  values: readonly (number | null)[],
  count: number | null = 1_000,
): AlertPhase[] {
  let phase = INACTIVE;
  let heardMs: number | null = null;
  return values.map((value, minute) => {
    const atMs = minute * MINUTE_MS;
    if (value !== null) heardMs = atMs;
    const silentMs = heardMs === null ? null : atMs - heardMs;
    phase = advancePhase(condition, phase, { atMs, value, count, silentMs, heardForMs: null });
    return phase;
  });
}

const kinds = (phases: readonly AlertPhase[]) => phases.map(({ kind }) => kind[0]).join("");

describe("advancePhase", () => {
  it("fires after it has been so for two minutes, and resolves with the first good value", () => {
    const phases = run(CONDITION, [100, 250, 260, 270, 280, 200]);
    expect(kinds(phases)).toBe("ippffi");
    expect(phases[3]).toEqual({
      kind: "firing",
      sinceMs: MINUTE_MS,
      firedMs: 3 * MINUTE_MS,
      recoveredMs: null,
    });
  });

  it("one good value begins the count anew", () => {
    expect(kinds(run(CONDITION, [250, 250, 100, 250, 250, 250]))).toBe("ppippf");
  });

  it("fires at once without a duration", () => {
    expect(kinds(run({ ...CONDITION, forSeconds: 0 }, [250, 100]))).toBe("fi");
  });

  it("a recovery threshold keeps an alert from flapping about its threshold", () => {
    const flapping = [210, 195, 210, 195, 150];
    expect(kinds(run({ ...CONDITION, forSeconds: 0 }, flapping))).toBe("fifii");
    const hysteresis = { ...CONDITION, forSeconds: 0, recoveryThreshold: 180 };
    expect(kinds(run(hysteresis, flapping))).toBe("ffffi");
  });

  it("is kept firing until it has been well for long enough", () => {
    const kept = { ...CONDITION, forSeconds: 0, keepFiringForSeconds: 120 };
    expect(kinds(run(kept, [250, 100, 100, 250, 100, 100, 100]))).toBe("ffffffi");
  });

  it("few samples prove nothing", () => {
    const sampled = { ...CONDITION, forSeconds: 0, minimumCount: 50 };
    expect(kinds(run(sampled, [900], 49))).toBe("i");
    expect(kinds(run(sampled, [900], 50))).toBe("f");
    expect(kinds(run(sampled, [900], null))).toBe("i");
  });

  it("silence means what the rule says", () => {
    const values = [250, null, null, 250, null, 100];
    expect(kinds(run({ ...CONDITION, noData: "keep" }, values))).toBe("pppffi");
    expect(kinds(run({ ...CONDITION, noData: "ok" }, values))).toBe("piipii");
    expect(kinds(run({ ...CONDITION, noData: "alert" }, values))).toBe("ppfffi");
  });

  it("silence of a group that was heard of is bridged, and then means what the rule says of it", () => {
    const stale = (policy: NoDataPolicy) => ({
      ...CONDITION,
      ...{ forSeconds: 0, noData: "alert" as const, stale: { afterSeconds: 180, policy } },
    });
    const firing = [250, null, null, null, null, 100];
    expect(kinds(run(stale("ok"), firing))).toBe("fffiii");
    expect(kinds(run(stale("keep"), firing))).toBe("fffffi");
    const well = [100, null, null, null, null, 100];
    expect(kinds(run(stale("alert"), well))).toBe("iiiffi");
    expect(kinds(run(stale("keep"), well))).toBe("iiiiii");
  });

  it("what was never heard of has no data, however long", () => {
    const condition = { ...CONDITION, forSeconds: 0 };
    const stale = { afterSeconds: 60, policy: "ok" as const };
    expect(kinds(run({ ...condition, noData: "alert", stale }, [null, null, 100, null]))).toBe(
      "ffii",
    );
    expect(
      kinds(run({ ...condition, noData: "ok", stale: { ...stale, policy: "alert" } }, [null])),
    ).toBe("i");
  });
});

/**
 * The same from the whole history at once: it looks for the first sample that ends a run of breaches long enough, then
 * for the first that ends a run of health long enough, and so on. It knows no phases.
 */
function referenceKinds(condition: AlertCondition, samples: readonly AlertSample[]): string {
  const bad = (sample: AlertSample, threshold: number): boolean | null => {
    if (sample.value === null) {
      const heard = samples.findLast(({ value, atMs }) => value !== null && atMs <= sample.atMs);
      const { stale, noData, minimumSeenSeconds } = condition;
      const means = { alert: true, ok: false, keep: null };
      if (heard === undefined) return means[noData];
      if (stale && (sample.atMs - heard.atMs) / 1_000 < stale.afterSeconds) return null;
      const isLong = (sample.heardForMs ?? Number.POSITIVE_INFINITY) / 1_000 >= minimumSeenSeconds;
      return means[stale ? stale.policy : noData] && isLong;
    }
    if (condition.minimumCount !== null && (sample.count ?? -1) < condition.minimumCount) {
      return false;
    }
    const sign = condition.operator.startsWith(">") ? 1 : -1;
    const distance = sign * (sample.value - threshold);
    return condition.operator.endsWith("=") ? distance >= 0 : distance > 0;
  };
  const out: string[] = [];
  let i = 0;
  while (i < samples.length) {
    // Quiet until `fires`, the first sample whose run of samples that are not good begins long enough before it.
    const verdicts = samples.map((sample) => bad(sample, condition.threshold));
    const runStart = (at: number, from: number): number | null => {
      let start: number | null = null;
      for (let k = at; k >= from && verdicts[k] !== false; k--) if (verdicts[k]) start = k;
      return start;
    };
    const time = (k: number) => samples[k]?.atMs ?? 0;
    let fires = i;
    for (; fires < samples.length; fires++) {
      const start = runStart(fires, i);
      if (start === null) out.push("i");
      else if (verdicts[fires] && time(fires) - time(start) >= condition.forSeconds * 1_000) break;
      else out.push("p");
    }
    if (fires === samples.length) break;
    const recovered = samples.map((s) =>
      bad(s, condition.recoveryThreshold ?? condition.threshold),
    );
    let ends = fires + 1;
    for (; ends < samples.length; ends++) {
      if (recovered[ends] !== false) continue;
      let start = ends;
      for (let k = ends; k > fires && recovered[k] !== true; k--) {
        if (recovered[k] === false) start = k;
      }
      if (time(ends) - time(start) >= condition.keepFiringForSeconds * 1_000) break;
    }
    out.push("f".repeat(ends - fires));
    if (ends < samples.length) out.push("i");
    i = ends + 1;
  }
  return out.join("");
}

const conditions: fc.Arbitrary<AlertCondition> = fc
  .record({
    operator: fc.constantFrom(...ALERT_OPERATORS),
    threshold: fc.integer({ min: 3, max: 7 }),
    forSeconds: fc.constantFrom(0, 1, 2, 5),
    easing: fc.constantFrom(null, 0, 1, 2),
    keepFiringForSeconds: fc.constantFrom(0, 1, 3, 6),
    minimumCount: fc.constantFrom(null, 2),
    noData: fc.constantFrom(...NO_DATA_POLICIES),
    minimumSeenSeconds: fc.constantFrom(0, 0, 5),
    stale: fc.option(
      fc.record({
        afterSeconds: fc.constantFrom(1, 3, 6),
        policy: fc.constantFrom(...NO_DATA_POLICIES),
      }),
    ),
  })
  .map(({ easing, ...rest }) => {
    const above = rest.operator.startsWith(">");
    const recoveryThreshold = easing === null ? null : rest.threshold + (above ? -easing : easing);
    return { ...rest, recoveryThreshold };
  });

const histories: fc.Arbitrary<AlertSample[]> = fc
  .tuple(
    fc.constantFrom(null, 4_999, 5_000),
    fc.array(
      fc.record({
        afterSeconds: fc.integer({ min: 1, max: 3 }),
        value: fc.option(fc.integer({ min: 0, max: 10 }), { freq: 3 }),
        count: fc.option(fc.integer({ min: 0, max: 4 }), { freq: 8 }),
      }),
      { maxLength: 60 },
    ),
  )
  .map(([heardForMs, steps]) => {
    let atMs = 0;
    let heardMs: number | null = null;
    return steps.map(({ afterSeconds, ...sample }) => {
      atMs += afterSeconds * 1_000;
      if (sample.value !== null) heardMs = atMs;
      return { atMs, ...sample, silentMs: heardMs === null ? null : atMs - heardMs, heardForMs };
    });
  });

it("agrees with a reference that sees the whole history at once", () => {
  fc.assert(
    fc.property(conditions, histories, (condition, samples) => {
      let phase = INACTIVE;
      const found = samples.map((sample) => {
        phase = advancePhase(condition, phase, sample);
        return phase.kind[0];
      });
      expect(found.join("")).toBe(referenceKinds(condition, samples));
    }),
    { numRuns: 3_000, seed: 20_261_128 },
  );
}, 30_000);

describe("isBeyond", () => {
  it.each([
    [">", [false, false, true]],
    [">=", [false, true, true]],
    ["<", [true, false, false]],
    ["<=", [true, true, false]],
  ] as const)("%s", (operator, expected) => {
    expect([1, 2, 3].map((value) => isBeyond(value, operator, 2))).toEqual(expected);
  });
});

describe("recoveryProblem", () => {
  it("wants recovery on the healthy side", () => {
    const above = { operator: ">" as const, threshold: 200 };
    expect(recoveryProblem({ ...above, recoveryThreshold: 180 })).toBeNull();
    expect(recoveryProblem({ ...above, recoveryThreshold: 220 })).toContain("at most");
    expect(recoveryProblem({ operator: "<", threshold: 0.9, recoveryThreshold: 0.8 })).toContain(
      "at least",
    );
  });
});

it("keys are told apart by content, not by order", () => {
  expect(alertKeyText({ b: "2", a: "1" })).toBe(alertKeyText({ a: "1", b: "2" }));
  expect(alertKeyText({ a: "1" })).not.toBe(alertKeyText({ a: "2" }));
});
