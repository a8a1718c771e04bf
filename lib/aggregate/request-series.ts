import type { RequestDimensions, RequestSource } from "@/lib/domain/requests.ts";
import { type ServiceKey, serviceKeyText } from "@/lib/domain/service.ts";
import { seriesId } from "./series-id.ts";

/** One request series of this process, with what the hot path needs at hand. */
export type RequestSeries = {
  readonly id: bigint;
  readonly idHigh: number;
  readonly idLow: number;
  /** Of (namespace, service, environment, source), as in the service tiers. */
  readonly tierId: bigint;
  readonly dimensions: RequestDimensions;
  readonly source: RequestSource | "none";
  /** Earliest bucket seen (Unix seconds), as far as it is known when the series is registered. */
  firstBucket: number;
  /** Requests since this process started; few means rare. */
  seen: number;
  /** Running estimate of the 99th percentile in seconds; above it a request is slow. */
  slowSeconds: number;
};

/** The cap counts series active in the last hour. */
const HOUR_SECONDS = 3_600;
const DROPPED = "*";
/** What a service loses first when it has too many series. */
const LOSS_ORDER = ["instance", "version", "route"] as const;

type ServiceState = { hour: number; active: Set<bigint>; lost: number };

const TIER_KIND = "service";
const REQUEST_KIND = "requests";

/** Identity of a service in the service tiers. */
export const serviceTierId = (key: ServiceKey, source: RequestSource | "none"): bigint =>
  seriesId([TIER_KIND, key.namespace, key.service, key.environment, source]);

/** Identity of a request series: exactly its dimensions and source. */
export const requestSeriesId = (d: RequestDimensions, source: RequestSource | "none"): bigint =>
  seriesId([
    REQUEST_KIND,
    d.namespace,
    d.service,
    d.environment,
    d.route,
    d.method,
    d.status,
    d.instance,
    d.version,
    source,
  ]);

/**
 * The request series that this process has seen. New ones collect in `takeNew` until the store has registered them.
 * Over `cap` active series a service loses the instance, then the version, then the route (shown as `*`), and
 * `onCapped` is told each time.
 */
export class RequestSeriesRegistry {
  private readonly series = new Map<bigint, RequestSeries>();
  private readonly services = new Map<string, ServiceState>();
  private fresh: RequestSeries[] = [];

  constructor(
    private readonly cap: number,
    private readonly onCapped: (key: ServiceKey, lost: string) => void,
  ) {}

  /** The series of these dimensions, made when it is new; `nowSeconds` dates its activity. */
  find(
    dimensions: RequestDimensions,
    source: RequestSource | "none",
    nowSeconds: number,
  ): RequestSeries {
    const state = this.serviceState(dimensions, nowSeconds);
    const reduced = reduceDimensions(dimensions, state.lost);
    const id = requestSeriesId(reduced, source);
    const known = this.series.get(id);
    if (known && state.active.has(id)) return known;
    if (source !== "none" && state.active.size >= this.cap && state.lost < LOSS_ORDER.length) {
      this.onCapped(dimensions, LOSS_ORDER[state.lost] ?? "");
      state.lost++;
      state.active.clear();
      return this.find(dimensions, source, nowSeconds);
    }
    state.active.add(id);
    return known ?? this.create(id, reduced, source, nowSeconds);
  }

  /** Series made since the last call: the store registers them before their rows. */
  takeNew(): RequestSeries[] {
    const taken = this.fresh;
    this.fresh = [];
    return taken;
  }

  /** Puts series back that could not be registered. */
  giveBack(series: RequestSeries[]): void {
    this.fresh.push(...series);
  }

  private serviceState(key: ServiceKey, nowSeconds: number): ServiceState {
    const text = serviceKeyText(key);
    const hour = Math.floor(nowSeconds / HOUR_SECONDS);
    const known = this.services.get(text);
    if (known && known.hour === hour) return known;
    const state = { hour, active: new Set<bigint>(), lost: 0 };
    this.services.set(text, state);
    return state;
  }

  private create(
    id: bigint,
    dimensions: RequestDimensions,
    source: RequestSource | "none",
    nowSeconds: number,
  ): RequestSeries {
    const created: RequestSeries = {
      id,
      idHigh: Number(id >> 32n),
      idLow: Number(id & 0xffff_ffffn),
      tierId: serviceTierId(dimensions, source),
      dimensions,
      source,
      firstBucket: Math.floor(nowSeconds / 10) * 10,
      seen: 0,
      slowSeconds: 0.2,
    };
    this.series.set(id, created);
    this.fresh.push(created);
    return created;
  }
}

function reduceDimensions(dimensions: RequestDimensions, lost: number): RequestDimensions {
  if (lost === 0) return dimensions;
  const reduced = { ...dimensions };
  for (const name of LOSS_ORDER.slice(0, lost)) if (reduced[name] !== "") reduced[name] = DROPPED;
  return reduced;
}
