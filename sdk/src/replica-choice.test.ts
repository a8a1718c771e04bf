import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chooseReplica, lagOf, parseLsn, type ReplicaState, withMark } from "./replica-choice.ts";

const replica = (name: string, more: Partial<ReplicaState> = {}): ReplicaState => ({
  name,
  replayedLsn: 1_000n,
  lagMs: 0,
  load: 0,
  ...more,
});
const anyWrite = { maxLagMs: 1_000, afterLsn: null };

describe("chooseReplica", () => {
  it("takes the least loaded of those that are near enough", () => {
    const replicas = [
      replica("far", { lagMs: 1_001 }),
      replica("busy", { load: 0.9 }),
      replica("idle", { load: 0.1, lagMs: 1_000 }),
      replica("away", { lagMs: null, replayedLsn: null }),
    ];
    expect(chooseReplica(replicas, anyWrite)).toEqual({ replica: "idle", reason: "least-loaded" });
  });

  it("says why a read goes to the primary", () => {
    expect(chooseReplica([], anyWrite).reason).toBe("no-replicas");
    expect(chooseReplica([replica("far", { lagMs: 5_000 })], anyWrite).reason).toBe("lag");
    const own = { maxLagMs: 1_000, afterLsn: 1_001n };
    expect(chooseReplica([replica("near")], own)).toEqual({ replica: null, reason: "own-writes" });
    expect(chooseReplica([replica("near", { replayedLsn: 1_001n })], own).replica).toBe("near");
  });

  it("never chooses a replica that lags too much, is away, or has not seen the session's write", () => {
    const states = fc.array(
      fc.record({
        name: fc.string({ minLength: 1, maxLength: 4 }),
        replayedLsn: fc.option(fc.bigInt({ min: 0n, max: 20n })),
        lagMs: fc.option(fc.integer({ min: 0, max: 20 })),
        load: fc.double({ min: 0, max: 2, noNaN: true }),
      }),
    );
    const rules = fc.record({
      maxLagMs: fc.integer({ min: 0, max: 20 }),
      afterLsn: fc.option(fc.bigInt({ min: 0n, max: 20n })),
    });
    fc.assert(
      fc.property(states, rules, (replicas, rule) => {
        const { replica: name } = chooseReplica(replicas, rule);
        if (name === null) return;
        const possible = replicas.filter(
          (one) =>
            one.name === name &&
            one.lagMs !== null &&
            one.lagMs <= rule.maxLagMs &&
            (rule.afterLsn === null ||
              (one.replayedLsn !== null && one.replayedLsn >= rule.afterLsn)),
        );
        expect(possible.length).toBeGreaterThan(0);
      }),
    );
  });
});

describe("parseLsn", () => {
  it("reads both halves", () => {
    expect(parseLsn("16/B374D848")).toBe(22n * 4_294_967_296n + 0xb374d848n);
    expect([parseLsn("0/0"), parseLsn(null), parseLsn("16"), parseLsn("x/1")]).toEqual([
      0n,
      null,
      null,
      null,
    ]);
  });
});

describe("lagOf", () => {
  const marks = [
    { lsn: 100n, atMs: 1_000 },
    { lsn: 200n, atMs: 2_000 },
    { lsn: 300n, atMs: 3_000 },
  ];

  it("is the age of the oldest position that is missing", () => {
    expect(lagOf(150n, marks, 3_500)).toBe(1_500);
    expect(lagOf(99n, marks, 3_500)).toBe(2_500);
    expect(lagOf(300n, marks, 60_000)).toBe(0);
    expect(lagOf(301n, marks, 60_000)).toBe(0);
  });

  it("keeps marks only while they tell something", () => {
    expect(withMark(marks, { lsn: 300n, atMs: 9_000 }, 10_000)).toEqual(marks);
    expect(withMark(marks, { lsn: 400n, atMs: 9_000 }, 6_500)).toEqual([
      marks[1],
      marks[2],
      { lsn: 400n, atMs: 9_000 },
    ]);
  });
});
