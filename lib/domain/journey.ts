/** How far a system has come, by how many different people use it in a day. */
export const STAGES = ["prototype", "growth", "scale"] as const;
export type Stage = (typeof STAGES)[number];

/** Users a day up to which a stage goes; the last has no end. */
export const STAGE_ENDS: Readonly<Record<Stage, number | null>> = {
  prototype: 1_000,
  growth: 100_000,
  scale: null,
};

/** The stage of so many users a day; null: nobody names users. */
export function stageOf(usersPerDay: number | null): Stage | null {
  if (usersPerDay === null) return null;
  return (
    STAGES.find((stage) => usersPerDay <= (STAGE_ENDS[stage] ?? Number.POSITIVE_INFINITY)) ?? null
  );
}

type Owned = { service: string };

/** What the telemetry of a system shows, by the pages that show it. */
export type JourneyFacts = {
  services: readonly (Owned & { instances: number | null })[];
  balancers: readonly { name: string }[];
  autoscalers: readonly { name: string }[];
  caches: readonly (Owned & { cache: string; layer: string })[];
  breakers: readonly (Owned & { breaker: string })[];
  limits: readonly (Owned & { policy: string })[];
  databases: readonly (Owned & { system: string; name: string })[];
  pools: readonly (Owned & { pool: string })[];
  replicas: readonly (Owned & { node: string })[];
  queues: readonly (Owned & { destination: string; consumerGroup: string })[];
};

export type JourneyItem = {
  id: string;
  /** The stage that asks for it; later ones keep it. */
  stage: Stage;
  title: string;
  why: string;
  /** The page that shows it. */
  href: string;
  /** What shows that it is in place, each by name; empty: it was not seen. */
  evidence: (facts: JourneyFacts) => string[];
};

/** Layers of caches outside of the application, where the answer to a browser is kept. */
const EDGE_LAYERS: ReadonlySet<string> = new Set(["proxy", "cdn"]);
/** Layers that instances share. */
const SHARED_LAYERS: ReadonlySet<string> = new Set(["l2", "server"]);
/** The loader is no cache, and a database's own buffer is not in front of it. */
const NO_CACHE: ReadonlySet<string> = new Set(["l3", "buffer"]);

const cacheName = ({ service, cache, layer }: JourneyFacts["caches"][number]) =>
  [[service, cache].filter(Boolean).join("/"), layer].filter(Boolean).join(" ");

const plural = (count: number, word: string) => `${count} ${word}${count === 1 ? "" : "s"}`;

/** What each stage asks for, in the order in which it mostly becomes needed. */
export const JOURNEY: readonly JourneyItem[] = [
  {
    id: "requests",
    stage: "prototype",
    title: "Requests are measured",
    why: "rate, errors and latency of every service, before anything is tuned",
    href: "/requests",
    evidence: ({ services }) => services.map(({ service }) => service),
  },
  {
    id: "database",
    stage: "prototype",
    title: "Database calls are seen",
    why: "the first thing that becomes slow is mostly a query",
    href: "/databases",
    evidence: ({ databases }) =>
      databases.map(({ service, system, name }) =>
        [service, [system, name].filter(Boolean).join(" ")].filter(Boolean).join(": "),
      ),
  },
  {
    id: "pool",
    stage: "prototype",
    title: "Connections are pooled",
    why: "opening one for each request costs more than most queries",
    href: "/databases",
    evidence: ({ pools }) =>
      pools.map(({ service, pool }) => [service, pool].filter(Boolean).join(": ")),
  },
  {
    id: "cache",
    stage: "growth",
    title: "A cache in front of the database",
    why: "most reads ask what was asked a moment ago",
    href: "/caches",
    evidence: ({ caches }) =>
      caches.filter(({ layer }) => !NO_CACHE.has(layer) && !EDGE_LAYERS.has(layer)).map(cacheName),
  },
  {
    id: "instances",
    stage: "growth",
    title: "More than one instance",
    why: "one may fail, or be replaced, without anybody noticing",
    href: "/scaling",
    evidence: ({ services }) =>
      services.flatMap(({ service, instances }) =>
        instances !== null && instances > 1 ? [`${service}: ${plural(instances, "instance")}`] : [],
      ),
  },
  {
    id: "balancer",
    stage: "growth",
    title: "A load balancer before them",
    why: "requests go where there is room",
    href: "/scaling",
    evidence: ({ balancers }) => balancers.map(({ name }) => name),
  },
  {
    id: "replica",
    stage: "growth",
    title: "Reads go to replicas",
    why: "the primary keeps its time for writes",
    href: "/databases",
    evidence: ({ replicas }) =>
      replicas.map(({ service, node }) =>
        [service, node || "a replica"].filter(Boolean).join(": "),
      ),
  },
  {
    id: "limits",
    stage: "growth",
    title: "Rate limits",
    why: "one client cannot take everybody's share",
    href: "/limits",
    evidence: ({ limits }) => limits.map(({ service, policy }) => `${service}: ${policy}`),
  },
  {
    id: "breakers",
    stage: "growth",
    title: "Circuit breakers before dependencies",
    why: "one that fails is not waited for",
    href: "/breakers",
    evidence: ({ breakers }) => breakers.map(({ service, breaker }) => `${service}: ${breaker}`),
  },
  {
    id: "queue",
    stage: "growth",
    title: "Slow work goes through a queue",
    why: "an answer does not wait for an e-mail",
    href: "/events",
    evidence: ({ queues }) =>
      queues.map(({ service, destination }) => [destination, service].filter(Boolean).join(" of ")),
  },
  {
    id: "edge",
    stage: "growth",
    title: "Answers are kept at the edge",
    why: "a proxy or CDN answers what is the same for everybody",
    href: "/caches",
    evidence: ({ caches }) => caches.filter(({ layer }) => EDGE_LAYERS.has(layer)).map(cacheName),
  },
  {
    id: "autoscaling",
    stage: "scale",
    title: "Instances come and go by themselves",
    why: "load changes faster than people look",
    href: "/scaling",
    evidence: ({ autoscalers }) => autoscalers.map(({ name }) => name),
  },
  {
    id: "shared-cache",
    stage: "scale",
    title: "A cache that instances share",
    why: "a new instance begins warm",
    href: "/caches",
    evidence: ({ caches }) => caches.filter(({ layer }) => SHARED_LAYERS.has(layer)).map(cacheName),
  },
  {
    id: "databases",
    stage: "scale",
    title: "Data on more than one database",
    why: "one primary takes only so many writes",
    href: "/databases",
    evidence: ({ databases }) => {
      const names = new Set(
        databases.map(({ system, name }) => [system, name].filter(Boolean).join(" ")),
      );
      return names.size > 1 ? [...names] : [];
    },
  },
  {
    id: "consumers",
    stage: "scale",
    title: "Consumer groups share the work",
    why: "what waits in a queue is worked off by as many as it takes",
    href: "/events",
    evidence: ({ queues }) =>
      queues.flatMap(({ destination, consumerGroup }) =>
        consumerGroup === "" ? [] : [`${consumerGroup} of ${destination}`],
      ),
  },
];

/** The items that a stage asks for, those of the stages before included; of no known stage all. */
export function itemsOf(stage: Stage | null): readonly JourneyItem[] {
  const last = stage === null ? STAGES.length - 1 : STAGES.indexOf(stage);
  return JOURNEY.filter((item) => STAGES.indexOf(item.stage) <= last);
}
