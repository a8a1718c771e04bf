import type { Random } from "../random.ts";

/** A series that each service, or each of its instances, reports once a minute. */
export type Report = {
  name: string;
  unit: string;
  attributes: Readonly<Record<string, string>>;
  isOfInstance: boolean;
} & (
  | { kind: "counter"; aMinute: number }
  | { kind: "histogram"; aMinute: number; meanSeconds: number }
  | { kind: "gauge"; least: number; most: number; isSum?: boolean }
);

type Attributes = Report["attributes"];
type Shape = { unit: string; isOfInstance: boolean };
const OF_INSTANCE = { unit: "1", isOfInstance: true };

const counter = (name: string, attributes: Attributes, aMinute: number): Report => ({
  ...{ name, attributes, aMinute, kind: "counter" },
  ...OF_INSTANCE,
});

const histogram = (name: string, attributes: Attributes, meanSeconds: number): Report => ({
  ...{ name, attributes, meanSeconds, kind: "histogram", aMinute: 60 },
  ...{ unit: "s", isOfInstance: true },
});

const gauge = (
  name: string,
  [least, most]: readonly [number, number],
  { attributes = {}, ...shape }: Partial<Shape> & { attributes?: Attributes; isSum?: boolean } = {},
): Report => ({ ...OF_INSTANCE, ...shape, ...{ name, attributes, least, most, kind: "gauge" } });

const MIB = 1_048_576;

const cacheLayer = (layer: string, meanSeconds: number): Report[] => {
  const named = { "cache.name": "users", "cache.layer": layer };
  return [
    counter("cache.requests", { ...named, "cache.result": "hit" }, CACHE_HITS),
    counter("cache.requests", { ...named, "cache.result": "miss" }, 6),
    histogram("cache.operation.duration", named, meanSeconds),
  ];
};

/** Hits a minute of each layer and instance, before the few that tell series apart. */
export const CACHE_HITS = 54;

const BREAKER = { "circuit_breaker.name": "payments" };
const LIMITER = { "ratelimiter.name": "per-client", "http.route": "/orders" };
const TOPIC = { "messaging.system": "kafka", "messaging.destination.name": "orders" };
const GROUP = { ...TOPIC, "messaging.consumer.group.name": "mailer" };
const POOL = { "db.client.connection.pool.name": "main" };
const HPA = { unit: "{pod}", isOfInstance: false };

/** What a service with two caches, a breaker, a limiter, a topic, a pool and an autoscaler reports. */
export const REPORTS: readonly Report[] = [
  ...cacheLayer("l1", 0.0001),
  ...cacheLayer("l2", 0.002),
  counter("cache.evictions", { "cache.name": "users", "cache.layer": "l1" }, 3),
  gauge("cache.entries", [800, 1_000], {
    attributes: { "cache.name": "users", "cache.layer": "l1" },
  }),
  gauge("circuit_breaker.state", [0, 0], { attributes: BREAKER }),
  counter("circuit_breaker.calls", { ...BREAKER, "circuit_breaker.outcome": "success" }, 50),
  counter("circuit_breaker.calls", { ...BREAKER, "circuit_breaker.outcome": "failure" }, 1),
  counter("circuit_breaker.calls", { ...BREAKER, "circuit_breaker.outcome": "rejected" }, 0),
  counter("circuit_breaker.transitions", { ...BREAKER, "circuit_breaker.state.to": "open" }, 0),
  counter("circuit_breaker.transitions", { ...BREAKER, "circuit_breaker.state.to": "closed" }, 0),
  counter("ratelimiter.requests", { ...LIMITER, "ratelimiter.result": "allowed" }, 60),
  counter("ratelimiter.requests", { ...LIMITER, "ratelimiter.result": "rejected" }, 2),
  counter("messaging.client.sent.messages", TOPIC, 20),
  counter("messaging.client.consumed.messages", GROUP, 20),
  histogram("messaging.process.duration", GROUP, 0.05),
  histogram("messaging.process.lag", GROUP, 0.2),
  gauge("process.cpu.utilization", [0.1, 0.6]),
  gauge("process.memory.usage", [180 * MIB, 260 * MIB], { unit: "By", isSum: true }),
  gauge("v8js.memory.heap.used", [80 * MIB, 120 * MIB], { unit: "By" }),
  gauge("v8js.memory.heap.limit", [2_096 * MIB, 2_096 * MIB], { unit: "By" }),
  gauge("nodejs.eventloop.utilization", [0.05, 0.4]),
  gauge("nodejs.eventloop.delay.p99", [0.01, 0.03], { unit: "s" }),
  histogram("v8js.gc.duration", {}, 0.002),
  gauge("db.client.connection.count", [1, 9], {
    attributes: { ...POOL, "db.client.connection.state": "used" },
    isSum: true,
  }),
  gauge("db.client.connection.count", [1, 9], {
    attributes: { ...POOL, "db.client.connection.state": "idle" },
    isSum: true,
  }),
  gauge("db.client.connection.max", [10, 10], { attributes: POOL, isSum: true }),
  gauge("db.client.connection.pending_requests", [0, 2], { attributes: POOL, isSum: true }),
  histogram("db.client.connection.wait_time", POOL, 0.001),
  gauge("k8s.hpa.pod.current", [2, 4], HPA),
  gauge("k8s.hpa.pod.desired", [2, 4], HPA),
  gauge("k8s.hpa.pod.min", [2, 2], HPA),
  gauge("k8s.hpa.pod.max", [8, 8], HPA),
];

/** Instances of each service. */
export const INSTANCES = ["a", "b"] as const;

/** What the number of a series adds to what it counts a minute, so that series differ. */
export const extraOf = (series: number): number => series % 5;

/** What a series counts a minute. What does not happen happens to none of them: breakers that never trip. */
export const rateOf = ({ aMinute }: { aMinute: number }, series: number): number =>
  aMinute === 0 ? 0 : aMinute + extraOf(series);

/** A level of a gauge, from a fixed random source. */
export const levelOf = (random: Random, { least, most }: { least: number; most: number }): number =>
  least + random.unit() * (most - least);
