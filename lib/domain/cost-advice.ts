import { type AdviceBars, hourBars, percentText as percent, shareBars } from "./advice-bars.ts";

/** What advice may be about. */
export const ADVICE_KINDS = ["cache", "n-plus-one", "idle", "spot", "cdn"] as const;
export type AdviceKind = (typeof ADVICE_KINDS)[number];

/**
 * A piece of advice. `perMonth`: an estimate in the currency of the bill; of a cache what it is worth already, of all others
 * what could be saved. `evidence` is what was measured, `assumptions` what the estimate takes for granted.
 */
export type Advice = {
  kind: AdviceKind;
  /** What it is about; the same at every look, so that it stays dismissed. */
  subject: string;
  title: string;
  perMonth: number;
  confidence: "high" | "medium" | "low";
  evidence: string[];
  /** The evidence drawn small; null: there is nothing to compare. */
  bars: AdviceBars | null;
  assumptions: string[];
  /** The page that shows the evidence. */
  page: string;
};

/** What a kind of advice would need, in words; nothing is guessed in its place. */
export type MissingAdvice = { kind: AdviceKind; needs: string };

/** A service's cost for each second that its requests took; the price of time. */
export type ServicePrice = { name: string; costPerSecond: number };

const MONTH_DAYS = 30;
const perMonth = (amount: number, days: number): number => (amount / days) * MONTH_DAYS;

const LOAD_IS_COST =
  "A service's cost follows the time that its requests take: instances that are not needed go away.";

type OverDays = { days: number };

/** What the time that caches saved would have cost. */
export function cacheAdvice(
  caches: readonly { name: string; price: ServicePrice | null; savedMs: number; hits: number }[],
  { days }: OverDays,
): Advice | null {
  const known = caches.filter(({ price, savedMs }) => price !== null && savedMs > 0);
  const worth = known.map(({ name, price, savedMs }) => ({
    ...{ label: name, value: (savedMs / 1_000) * (price?.costPerSecond ?? 0), isMarked: true },
  }));
  const saved = worth.reduce((sum, { value }) => sum + value, 0);
  if (saved <= 0) return null;
  const hits = known.reduce((sum, one) => sum + one.hits, 0);
  const seconds = known.reduce((sum, { savedMs }) => sum + savedMs / 1_000, 0);
  return {
    ...{ kind: "cache", subject: "all", title: "Keep the caches: what they are worth" },
    ...{ perMonth: perMonth(saved, days), confidence: "medium", page: "/caches" },
    evidence: [
      `${whole(hits)} look-ups were answered in ${dayCount(days)}, which spared ${whole(seconds)} s of the next layer.`,
    ],
    bars: shareBars("share of what caches spare", worth),
    assumptions: [LOAD_IS_COST, "What the caches themselves cost is not taken off."],
  };
}

/** What queries one by one cost that one query would have answered. */
export function nPlusOneAdvice(
  found: {
    service: string;
    route: string;
    statement: string;
    lostMs: number;
    occurrences: number;
    price: ServicePrice;
    bars: AdviceBars | null;
  },
  { days }: OverDays,
): Advice {
  const { service, route, statement, lostMs, occurrences, price, bars } = found;
  const where = [service, route].filter(Boolean).join(" ");
  return {
    ...{ kind: "n-plus-one", subject: JSON.stringify([service, route, statement]) },
    title: `Ask once in ${where}`,
    perMonth: perMonth((lostMs / 1_000) * price.costPerSecond, days),
    ...{ confidence: "medium", page: "/databases" },
    evidence: [
      `${whole(occurrences)} ${occurrences === 1 ? "time" : "times"} in ${dayCount(days)}, ${seconds(lostMs)} in all: ${statement.slice(0, 120)}`,
    ],
    bars,
    assumptions: [LOAD_IS_COST, "One query takes as long as one of them."],
  };
}

/** CPU and memory are low when 95 of 100 hours are below these shares of their limit. */
export const IDLE_CPU_RATIO = 0.2;
export const IDLE_MEMORY_RATIO = 0.4;
/** So much of an instance should be used at most. */
const TARGET_RATIO = 0.6;
/** Of floating point: exactly two instances are not three. */
const ROUNDING = 1e-9;
export const IDLE_DAYS = 14;

/** What a service's instances used in 95 of 100 hours of two weeks, the busiest of them. */
export type IdleService = {
  name: string;
  instances: number;
  p95Cpu: number;
  p95Memory: number;
  /** CPU of each instance in each hour, 0 to 1 of its limit. */
  cpuHours: readonly { atMs: number; ratio: number }[];
  costPerMonth: number;
  /** Whether that is of compute alone, or all that the service is given. */
  isCompute: boolean;
};

/** Fewer instances, or one of half the size; null: they are not idle. */
export function idleAdvice(service: IdleService): Advice | null {
  const { name, instances, p95Cpu, p95Memory, costPerMonth, isCompute } = service;
  if (p95Cpu >= IDLE_CPU_RATIO || p95Memory >= IDLE_MEMORY_RATIO || instances < 1) return null;
  const busiest = Math.max(p95Cpu, p95Memory);
  const needed = Math.max(1, Math.ceil((instances * busiest) / TARGET_RATIO - ROUNDING));
  const share = needed < instances ? 1 - needed / instances : 0.5;
  return {
    ...{ kind: "idle", subject: name },
    title:
      needed < instances
        ? `Run ${needed} of ${instances} instances of ${name}`
        : `Halve the size of ${name}`,
    ...{ perMonth: costPerMonth * share, confidence: "medium", page: "/resources" },
    evidence: [
      `In 95 of 100 hours of ${IDLE_DAYS} days CPU stayed under ${percent(p95Cpu)} and memory under ${percent(p95Memory)} of the limit, on the busiest instance.`,
    ],
    bars: hourBars("CPU p95 by hour (UTC), of the limit", service.cpuHours, IDLE_CPU_RATIO),
    assumptions: [
      `At most ${percent(TARGET_RATIO)} of an instance should be used.`,
      needed < instances ? "Instances cost the same." : "Half the size costs half.",
      isCompute
        ? "Its own lines of compute are what its instances cost."
        : "What the service is given of the bill is what its instances cost.",
    ],
  };
}

/** Off the usual price; providers' own pages say 60 to 90 %. */
const SPOT_DISCOUNT = 0.6;

/** Compute by how it is bought. Null: nothing tells. */
export function spotAdvice(
  compute: { spot: number; onDemandUncritical: number },
  { days }: OverDays,
): Advice | null {
  const { spot, onDemandUncritical } = compute;
  if (onDemandUncritical <= 0) return null;
  const share = spot / (spot + onDemandUncritical);
  return {
    ...{ kind: "spot", subject: "uncritical", title: "Run what is not critical on spot instances" },
    perMonth: perMonth(onDemandUncritical * SPOT_DISCOUNT, days),
    ...{ confidence: "low", page: "/costs" },
    evidence: [
      `Of compute that is tagged as not critical ${percent(share)} runs on spot instances.`,
    ],
    bars: shareBars("cost of what is not critical, by how it is bought", [
      { label: "on demand", value: onDemandUncritical, isMarked: true },
      { label: "spot", value: spot, isMarked: false },
    ]),
    assumptions: [`Spot costs ${percent(SPOT_DISCOUNT)} less, and the work stands being stopped.`],
  };
}

const STATIC = /\.(?:js|mjs|css|map|png|jpe?g|gif|svg|webp|avif|ico|woff2?|ttf|otf|mp4|webm)$/i;
const STATIC_FOLDER = /^\/(?:static|assets|_next\/static|dist|public)\//i;

/** Whether a route serves files that do not change, which a CDN can keep. */
export const isStaticRoute = (route: string): boolean =>
  STATIC.test(route) || STATIC_FOLDER.test(route);

/** What CDNs and caching proxies that report themselves answered, and the static files that reached services past them. */
export type CdnFacts = { names: readonly string[]; hits: number; staticCount: number };

/** Requests for static files that reached a service; `cdn` null: none reports what it answers. */
export function cdnAdvice(
  asked: {
    cdn: CdnFacts | null;
    service: string;
    staticCount: number;
    staticSeconds: number;
    requestCount: number;
    price: ServicePrice;
  },
  { days }: OverDays,
): Advice | null {
  const { service, staticCount, staticSeconds, requestCount, price, cdn } = asked;
  if (staticCount <= 0) return null;
  return {
    ...{ kind: "cdn", subject: service },
    title: `${cdn ? "Let the CDN keep" : "Put a CDN before"} the static files of ${service}`,
    perMonth: perMonth(staticSeconds * price.costPerSecond, days),
    ...{ confidence: "low", page: "/requests" },
    evidence: [
      `${percent(staticCount / requestCount)} of the requests of ${service} in ${dayCount(days)}, ${whole(staticCount)} of ${whole(requestCount)}, were for static files that no CDN answered.`,
      cdn ? notServedText(cdn) : "No CDN reports what it answers, so this is all that is known.",
    ],
    bars: cdn
      ? shareBars("who served static files", [
          { label: "services", value: cdn.staticCount, isMarked: true },
          { label: cdn.names.join(", "), value: cdn.hits, isMarked: false },
        ])
      : shareBars(`requests of ${service}`, [
          { label: "static files", value: staticCount, isMarked: true },
          { label: "others", value: requestCount - staticCount, isMarked: false },
        ]),
    assumptions: [
      LOAD_IS_COST,
      ...(cdn ? ["What CDNs answered is taken for static files."] : []),
      "What the CDN costs is not taken off; traffic it saves is not added.",
    ],
  };
}

/** The share of static files that no CDN served, of all services together: a CDN knows no services. */
function notServedText({ names, hits, staticCount }: CdnFacts): string {
  const share = percent(staticCount / (staticCount + hits));
  return `${names.join(", ")} answered ${whole(hits)} requests meanwhile, and ${whole(staticCount)} for static files reached services: ${share} were not served by a CDN.`;
}

const whole = (value: number): string => Math.round(value).toLocaleString("en-US");
/** Whole seconds, or milliseconds of less than ten of them. */
const seconds = (ms: number): string =>
  ms < 10_000 ? `${whole(ms)}\u00a0ms` : `${whole(ms / 1_000)}\u00a0s`;
const dayCount = (days: number): string => (days === 1 ? "1 day" : `${days} days`);
