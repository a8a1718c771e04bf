import { describe, expect, test } from "vitest";
import {
  type ScalingFigures,
  type ScalingGroup,
  type ScalingMember,
  type ScalingResponse,
  scalingResponse,
} from "@/lib/contract/scaling.ts";
import { CONCERN_CHARTS } from "@/lib/domain/concern-charts.ts";
import { formulaText, scalingCondition, scalingFigures } from "./scaling.ts";
import { scalingMark, toScalingRows } from "./scaling-rows.ts";
import { scalingTracks } from "./scaling-tracks.ts";
import { plainText } from "./sentence.ts";

const FROM = Date.UTC(2026, 10, 24, 12, 0);
const iso = (minute: number) => new Date(FROM + minute * 60_000).toISOString();
const MINUTES = Array.from({ length: 10 }, (_, i) => i);

const NOTHING: ScalingFigures = {
  current: null,
  desired: null,
  minimum: null,
  maximum: null,
  pinnedSeconds: null,
  formulaReplicas: null,
  restarts: null,
  restartIncrease: null,
  instances: null,
  requestCount: null,
  requestsPerInstance: null,
  connections: null,
};

type Given = Partial<Omit<ScalingGroup, "key" | "totals">> & {
  key: Partial<ScalingGroup["key"]>;
  totals: Partial<ScalingFigures>;
};

const group = ({ key, totals, ...rest }: Given): ScalingGroup => ({
  key: {
    kind: "service",
    namespace: "",
    service: "",
    environment: "",
    hpa: "",
    deployment: "",
    k8sNamespace: "",
    upstream: "",
    ...key,
  },
  totals: { ...NOTHING, ...totals },
  points: MINUTES.map((minute) => ({ at: iso(minute), ...NOTHING, ...totals })),
  formula: null,
  weightsFrom: null,
  members: [],
  ...rest,
});

const member = (instance: string, given: Partial<ScalingMember>): ScalingMember => ({
  instance,
  weight: null,
  requestCount: 100,
  share: 0.5,
  expectedShare: 0.5,
  skewRatio: 0,
  errorRatio: 0,
  meanMs: 10,
  p95Ms: 20,
  uneven: [],
  slow: [],
  points: MINUTES.map((minute) => ({
    at: iso(minute),
    requestCount: 10,
    p95Ms: 20,
    shareRatio: 1,
  })),
  ...given,
});

const answerOf = (...groups: ScalingGroup[]): ScalingResponse =>
  scalingResponse.parse({
    ...{ from: iso(0), to: iso(10), stepSeconds: 60, instancesFrom: iso(0) },
    groups,
  });

const rowsOf = (...groups: ScalingGroup[]) => toScalingRows(answerOf(...groups));
const sentenceOf = (...groups: ScalingGroup[]) =>
  plainText(scalingCondition(rowsOf(...groups)).parts).replaceAll("\u00a0", " ");

const calm = group({
  key: { service: "users" },
  totals: { instances: 2, requestCount: 200, requestsPerInstance: 100 },
  weightsFrom: "assumed",
  members: [member("u-1", {}), member("u-2", {})],
});
const until = (to: number) => [{ from: iso(4), to: iso(to) }];
const slow = (to: number) =>
  group({
    key: { service: "gateway" },
    totals: { instances: 2, requestCount: 200 },
    weightsFrom: "resource",
    members: [member("g-1", {}), member("g-3", { p95Ms: 240, meanMs: 120, slow: until(to) })],
  });
const pinned = group({
  key: { kind: "autoscaler", hpa: "orders" },
  totals: {
    current: 5,
    desired: 5,
    minimum: 2,
    maximum: 5,
    pinnedSeconds: 360,
    formulaReplicas: 8,
  },
  formula: {
    metric: "cpu utilization",
    value: 0.8,
    target: 0.5,
    current: 5,
    asked: 8,
    withinTolerance: false,
    replicas: 5,
  },
});

describe("the sentence", () => {
  test("nothing is wrong", () => {
    expect(sentenceOf(calm)).toBe(
      "2 instances of 1 service, none slow or uneven. No autoscaler is reported.",
    );
  });

  test("an instance is slower than the others", () => {
    expect(sentenceOf(calm, slow(10))).toBe(
      "gateway: g-3 is slower than the others: p95 240 ms against 20.0 ms.",
    );
    expect(sentenceOf(calm, slow(6))).toContain("g-3 was slower");
  });

  test("an instance gets less than its weight asks for", () => {
    const uneven = group({
      key: { service: "gateway" },
      totals: { instances: 2, requestCount: 200 },
      weightsFrom: "metric",
      members: [member("g-1", { skewRatio: -0.4, uneven: until(10) }), member("g-2", {})],
    });
    expect(sentenceOf(uneven)).toBe("gateway: g-1 gets 40.0 % less than its weight asks for.");
  });

  test("an autoscaler that cannot add what its formula asks for comes first", () => {
    expect(sentenceOf(slow(6), pinned)).toBe(
      "orders is at its maximum of 5 for 6 min and its formula asks for 8; " +
        "gateway: g-3 was slower than the others: p95 240 ms against 20.0 ms.",
    );
  });

  test("nothing is known", () => {
    expect(sentenceOf()).toBe("Nothing tells of instances in this range.");
  });
});

describe("rows", () => {
  test("a service whose instances have no name is not called good", () => {
    const [row] = rowsOf(group({ key: { service: "old" }, totals: { requestCount: 9 } }));
    expect(row).toMatchObject({ status: "unknown", trouble: "its instances have no name" });
  });

  test("an autoscaler that may not scale is not in trouble", () => {
    const totals = { current: 3, desired: 3, minimum: 3, maximum: 3, pinnedSeconds: 600 };
    const [row] = rowsOf(group({ key: { kind: "autoscaler", hpa: "fixed" }, totals }));
    expect(row).toMatchObject({ status: "ok", trouble: "" });
  });

  test("an autoscaler of which nothing is told any more was at its maximum", () => {
    const points = pinned.points.map((point, i) => (i < 3 ? point : { ...point, ...NOTHING }));
    const [row] = rowsOf({ ...pinned, points });
    expect(row).toMatchObject({ status: "warning", lasts: false });
    expect(row?.trouble).toMatch(/^was at its maximum of 5/);
  });

  test("a deployment that lacks pods, and one that restarted", () => {
    const [lacking, restarted] = rowsOf(
      group({ key: { kind: "deployment", deployment: "a" }, totals: { current: 2, desired: 3 } }),
      group({ key: { kind: "deployment", deployment: "b" }, totals: { restartIncrease: 2 } }),
    );
    expect(lacking).toMatchObject({ status: "warning", trouble: "has 2 of 3 pods available" });
    expect(restarted).toMatchObject({ status: "warning", trouble: "restarted 2 times" });
  });
});

test("figures: what is not told is no zero", () => {
  const figures = (...groups: ScalingGroup[]) =>
    Object.fromEntries(
      scalingFigures(rowsOf(...groups), "hour before").map(({ id, value }) => [id, value.value]),
    );
  expect(figures(calm)).toMatchObject({
    instances: "2",
    "per-instance": "100",
    "standing-out": "0",
    pinned: "–",
    restarts: "–",
  });
  expect(figures(calm, pinned, slow(10))).toMatchObject({ "standing-out": "1", instances: "4" });
});

describe("the formula's working", () => {
  const text = (given: Partial<NonNullable<ScalingGroup["formula"]>>) =>
    formulaText({
      ...pinned,
      formula: pinned.formula && { ...pinned.formula, ...given },
    })?.replaceAll("\u00a0", " ");

  test("cut off at the maximum", () => {
    expect(text({})).toBe("ceil(5 × 80.0 % / 50.0 %) = 8, but at most 5");
  });

  test("within the tolerance", () => {
    expect(text({ value: 0.52, asked: 6, withinTolerance: true, replicas: 5 })).toBe(
      "ceil(5 × 52.0 % / 50.0 %) = 6; within 10 % of the target, so nothing changes",
    );
  });
});

test("charts: the instance that stands out is drawn first, and replicas have their limit", () => {
  const rows = rowsOf(calm, slow(10), pinned);
  const answer = answerOf(calm, slow(10), pinned);
  const { tracks } = scalingTracks({ answer, rows, opened: null, nowMs: FROM + 600_000 });
  expect(tracks.map(({ id }) => id)).toEqual(["instances", "share", "p95", "replicas"]);
  expect(Object.keys(CONCERN_CHARTS.scaling)).toEqual(tracks.map(({ id }) => id));
  expect(tracks[1]).toMatchObject({
    limit: { value: 1 },
    note: expect.stringContaining("by weight"),
  });
  expect(tracks[1]?.lines.map(({ label }) => label)).toEqual(["g-3", "g-1"]);
  expect(tracks[3]?.limit).toEqual({ value: 5, label: "5", name: "maximum" });
});

test("the rail marks the worst of them, as the sentence says it", () => {
  expect(scalingMark(answerOf(calm))).toBeNull();
  expect(scalingMark(answerOf())).toBeNull();
  expect(scalingMark(answerOf(calm, slow(6)))).toBe("warning");
  expect(scalingMark(answerOf(slow(6), pinned))).toBe(
    scalingCondition(rowsOf(slow(6), pinned)).status,
  );
  expect(scalingMark(answerOf(calm, pinned))).toBe("critical");
});
