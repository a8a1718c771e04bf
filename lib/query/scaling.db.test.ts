import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ScalingGroup, scalingParams, scalingResponse } from "@/lib/contract/scaling.ts";
import { type Sender, traceBody } from "@/lib/ingest/test-support/bodies.ts";
import { type GivenMetric, metricsBody } from "@/lib/ingest/test-support/metric-bodies.ts";
import { queryScaling } from "./scaling.ts";
import { startDashboard, type TestDashboard } from "./test-support/dashboard.ts";

const NOW_MS = Date.UTC(2026, 10, 24, 12, 30, 0);
const MINUTE_MS = 60_000;
const ago = (minutes: number) => NOW_MS - minutes * MINUTE_MS;
const iso = (ms: number) => new Date(ms).toISOString();
const MINUTES = Array.from({ length: 10 }, (_, i) => 10 - i);

let dashboard: TestDashboard;

const gauge = (valueAt: (minute: number) => number, attributes: Record<string, string> = {}) =>
  MINUTES.map((minute) => ({ timeMs: ago(minute), value: valueAt(minute), attributes }));
const counter = (perMinute: number, attributes: Record<string, string> = {}) =>
  MINUTES.map((minute) => ({
    startMs: ago(11),
    timeMs: ago(minute),
    value: (11 - minute) * perMinute,
    attributes,
  }));

async function sendMetrics(metrics: readonly GivenMetric[], sender: Sender): Promise<void> {
  const sent = await dashboard.ingest.send("metrics", metricsBody(metrics, sender));
  expect(sent).toMatchObject({ kind: "accepted", rejected: 0 });
}

/** Requests of one instance, so many a minute, evenly. */
async function serve(
  sender: Sender,
  course: (minute: number) => { count: number; durationMs: number },
): Promise<void> {
  const spans = MINUTES.flatMap((minute) => {
    const { count, durationMs } = course(minute);
    return Array.from({ length: count }, (_, i) => ({
      startMs: ago(minute) + (i * MINUTE_MS) / count,
      durationMs,
    }));
  });
  await dashboard.ingest.send("traces", traceBody(spans, sender));
}

const GATEWAY = { service: "gateway", namespace: "shop", environment: "production" };
const weighed = (instance: string, weight: number): Sender => ({
  ...GATEWAY,
  instance,
  resource: { "headroom.instance.weight": weight },
});
/** As the weights ask for until five minutes ago; then everybody the same. */
const fair =
  (share: number, durationMs = 20) =>
  (minute: number) => ({
    count: minute > 5 ? share : 200,
    durationMs: minute > 5 ? 20 : durationMs,
  });

beforeAll(async () => {
  dashboard = await startDashboard(() => NOW_MS);
  await serve(weighed("g-1", 3), fair(300));
  await serve(weighed("g-2", 2), fair(200));
  await serve(weighed("g-3", 1), fair(100, 200));
  await serve({ service: "users", instance: "u-1" }, () => ({ count: 20, durationMs: 5 }));
  await serve({ service: "users", instance: "u-2" }, () => ({ count: 20, durationMs: 5 }));
  await serve({ service: "nameless" }, () => ({ count: 1, durationMs: 5 }));
  const billing = (instance: string): Sender => ({
    ...{ service: "billing", instance },
    resource: { "headroom.instance.weight": 9 },
  });
  await serve(billing("b-1"), () => ({ count: 20, durationMs: 5 }));
  await serve(billing("b-2"), () => ({ count: 80, durationMs: 5 }));
  const weightOf = (instance: string, weight: number) =>
    gauge(() => weight, { "service.name": "billing", "service.instance.id": instance });
  await sendMetrics(
    [{ name: "lb.weight", gauge: [...weightOf("b-1", 1), ...weightOf("b-2", 4)] }],
    {
      service: "balancer",
    },
  );
  const inCluster = { "k8s.namespace.name": "shop" };
  await sendMetrics(
    [
      { name: "k8s.hpa.pod.current", upDown: gauge((minute) => (minute > 5 ? 3 : 5)) },
      { name: "k8s.hpa.pod.desired", upDown: gauge((minute) => (minute > 6 ? 3 : 5)) },
      { name: "k8s.hpa.pod.min", upDown: gauge(() => 2) },
      { name: "k8s.hpa.pod.max", upDown: gauge(() => 5) },
      { name: "k8s.hpa.metric.target.cpu.average_utilization", unit: "1", gauge: gauge(() => 50) },
    ],
    {
      service: "cluster",
      resource: {
        ...inCluster,
        "k8s.hpa.name": "orders-hpa",
        "k8s.hpa.scaletargetref.name": "orders",
      },
    },
  );
  for (const [pod, value] of [
    ["orders-a", 0.7],
    ["orders-b", 0.9],
  ] as const) {
    const resource = { ...inCluster, "k8s.deployment.name": "orders", "k8s.pod.name": pod };
    await sendMetrics([{ name: "k8s.pod.cpu_request_utilization", gauge: gauge(() => value) }], {
      service: "cluster",
      resource,
    });
    await sendMetrics(
      [{ name: "k8s.container.restarts", gauge: gauge((minute) => (minute > 5 ? 2 : 3)) }],
      { service: "cluster", resource: { ...resource, "k8s.container.name": "api" } },
    );
  }
  await sendMetrics(
    [
      { name: "nginx.requests", counter: counter(60) },
      { name: "nginx.connections_current", gauge: gauge(() => 7, { state: "active" }) },
      { name: "nginx.connections_current", gauge: gauge(() => 5, { state: "waiting" }) },
    ],
    { service: "nginx" },
  );
  for (const [server, perMinute, weight] of [
    ["FRONTEND", 100, null],
    ["BACKEND", 100, 4],
    ["web-1", 25, 3],
    ["web-2", 75, 1],
  ] as const) {
    await sendMetrics(
      [
        { name: "haproxy.requests.total", counter: counter(perMinute, { status_code: "2xx" }) },
        ...(weight === null ? [] : [{ name: "haproxy.weight", gauge: gauge(() => weight) }]),
      ],
      {
        service: "edge",
        resource: { "haproxy.proxy_name": "web", "haproxy.service_name": server },
      },
    );
  }
});

afterAll(() => dashboard.stop());

async function ask(params: Record<string, unknown> = {}): Promise<ScalingGroup[]> {
  const asked = { from: String(ago(10)), to: String(NOW_MS), step: 60, ...params };
  const answer = await queryScaling(scalingParams.parse(asked), NOW_MS);
  return scalingResponse.parse(answer).groups;
}

const one = (groups: readonly ScalingGroup[], key: Partial<ScalingGroup["key"]>): ScalingGroup => {
  const [found, ...more] = groups.filter(
    (group) => JSON.stringify({ ...group.key, ...key }) === JSON.stringify(group.key),
  );
  expect(more).toEqual([]);
  if (!found) throw new Error(`no group ${JSON.stringify(key)}`);
  return found;
};

describe("instances", () => {
  test("are counted by bucket, and what each served", async () => {
    const gateway = one(await ask(), { kind: "service", service: "gateway" });
    expect(gateway.totals).toMatchObject({
      instances: 3,
      requestCount: 6_000,
      requestsPerInstance: 2_000,
    });
    expect(gateway.points.map(({ instances }) => instances)).toEqual(new Array(10).fill(3));
  });

  test("without a name cannot be counted", async () => {
    const nameless = one(await ask(), { kind: "service", service: "nameless" });
    expect(nameless.totals).toMatchObject({
      instances: null,
      requestCount: 10,
      requestsPerInstance: null,
    });
    expect(nameless.members).toEqual([]);
  });

  test("get what their weights ask for, or not", async () => {
    const gateway = one(await ask(), { kind: "service", service: "gateway" });
    expect(gateway.weightsFrom).toBe("resource");
    // Due: 3,000, 2,000 and 1,000 of 6,000; served 2,500, 2,000 and 1,500.
    expect(
      gateway.members.map(({ instance, weight, requestCount, expectedShare }) => [
        instance,
        weight,
        requestCount,
        expectedShare,
      ]),
    ).toEqual([
      ["g-1", 3, 2_500, expect.closeTo(1 / 2, 12)],
      ["g-2", 2, 2_000, expect.closeTo(1 / 3, 12)],
      ["g-3", 1, 1_500, expect.closeTo(1 / 6, 12)],
    ]);
    expect(gateway.members.map(({ skewRatio }) => skewRatio)).toEqual([
      expect.closeTo(2_500 / 3_000 - 1, 12),
      expect.closeTo(0, 12),
      expect.closeTo(0.5, 12),
    ]);
    const lastFive = [{ from: iso(ago(5)), to: iso(NOW_MS) }];
    expect(gateway.members.map(({ uneven }) => uneven)).toEqual([lastFive, [], lastFive]);
    expect(gateway.members.map(({ slow }) => slow)).toEqual([[], [], lastFive]);
    const third = gateway.members[2];
    expect(third?.points.map(({ shareRatio }) => shareRatio)).toEqual([
      ...new Array(5).fill(expect.closeTo(1, 12)),
      ...new Array(5).fill(expect.closeTo(2, 12)),
    ]);
    expect(third?.points.at(-1)?.p95Ms).toBeCloseTo(200, -0.3);
  });

  test("are equal where no weight is told, and that is said", async () => {
    const users = one(await ask(), { kind: "service", service: "users" });
    expect(users.weightsFrom).toBe("assumed");
    expect(users.members.map(({ weight, skewRatio }) => [weight, skewRatio])).toEqual([
      [null, 0],
      [null, 0],
    ]);
  });

  test("a metric that tells weights counts before what instances say, whoever sends it", async () => {
    for (const groups of [await ask(), await ask({ service: "billing" })]) {
      const billing = one(groups, { kind: "service", service: "billing" });
      expect(billing.weightsFrom).toBe("metric");
      expect(billing.members.map(({ instance, weight }) => [instance, weight])).toEqual([
        ["b-1", 1],
        ["b-2", 4],
      ]);
    }
  });
});

describe("autoscalers and deployments", () => {
  test("pinned at the maximum for six minutes", async () => {
    const hpa = one(await ask(), { kind: "autoscaler", hpa: "orders-hpa" });
    expect(hpa.key).toMatchObject({ deployment: "orders", k8sNamespace: "shop" });
    expect(hpa.totals).toMatchObject({
      current: 5,
      desired: 5,
      minimum: 2,
      maximum: 5,
      pinnedSeconds: 360,
    });
    expect(hpa.points.map(({ pinnedSeconds }) => pinnedSeconds)).toEqual([
      ...new Array(4).fill(0),
      ...new Array(6).fill(60),
    ]);
  });

  test("the formula at the pods' mean CPU: ceil(5 × 0.8 / 0.5)", async () => {
    const hpa = one(await ask(), { kind: "autoscaler", hpa: "orders-hpa" });
    expect(hpa.formula).toMatchObject({
      value: expect.closeTo(0.8, 12),
      target: 0.5,
      current: 5,
      asked: 8,
      withinTolerance: false,
      replicas: 5,
    });
    // Three instances before: ceil(3 × 0.8 / 0.5) = 5.
    expect(hpa.points[0]?.formulaReplicas).toBe(5);
  });

  test("restarts are added up, and by how much they grew", async () => {
    const deployment = one(await ask(), { kind: "deployment", deployment: "orders" });
    expect(deployment.totals).toMatchObject({ restarts: 6, restartIncrease: 2 });
    expect(deployment.points.map(({ restartIncrease }) => restartIncrease)).toEqual([
      ...new Array(5).fill(0),
      2,
      ...new Array(4).fill(0),
    ]);
  });
});

describe("load balancers", () => {
  test("nginx: requests and open connections", async () => {
    const nginx = one(await ask(), { kind: "balancer", service: "nginx" });
    expect(nginx.totals).toMatchObject({ requestCount: 540, connections: 7 });
  });

  test("HAProxy: what came in once, and its servers against their weights", async () => {
    const edge = one(await ask(), { kind: "balancer", service: "edge", upstream: "web" });
    expect(edge.totals).toMatchObject({ requestCount: 900, instances: 2 });
    expect(edge.weightsFrom).toBe("metric");
    const byName = new Map(edge.members.map((member) => [member.instance, member]));
    expect([...byName.keys()].sort()).toEqual(["web-1", "web-2"]);
    expect(byName.get("web-1")).toMatchObject({
      weight: 3,
      expectedShare: expect.closeTo(0.75, 9),
      skewRatio: expect.closeTo(0.25 / 0.75 - 1, 9),
    });
    expect(byName.get("web-2")?.uneven.length).toBeGreaterThan(0);
  });
});

test("the period before stands beside", async () => {
  const groups = await ask({ from: String(ago(5)), compare: "previous" });
  const gateway = one(groups, { kind: "service", service: "gateway" });
  expect(gateway.totals.requestCount).toBe(3_000);
  expect(gateway.previous?.totals.requestCount).toBe(3_000);
});
