import { type ServiceKey, serviceKeyText } from "@/lib/domain/service.ts";
import type { Dimensions, OperationIdentity } from "@/lib/domain/span-operations.ts";
import { seriesId } from "./series-id.ts";

/** One operation series of this process, with what the hot path needs at hand. */
export type OperationSeries = OperationIdentity & {
  readonly id: bigint;
  readonly idHigh: number;
  readonly idLow: number;
  /** Of service, concern and target. */
  readonly tierId: bigint;
  /** Earliest bucket seen (Unix seconds). */
  firstBucket: number;
};

/** The cap counts series active in the last hour. */
const HOUR_SECONDS = 3_600;
const DROPPED = "*";
const OTHER = "(other)";
/** What a service loses first when it has too many series. */
const LOSS_ORDER = ["instance", "statement", "target"] as const;
/** Dimensions of a target that senders may make many values of. */
const OPEN_ENDED = [
  "database",
  "server",
  "cache",
  "destination",
  "consumerGroup",
  "statement",
  "route",
];

const sortedEntries = (dimensions: Dimensions): string[] =>
  Object.entries(dimensions)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flat();

const targetParts = ({ service, concern, target }: OperationIdentity): string[] => [
  service.namespace,
  service.service,
  service.environment,
  concern,
  ...sortedEntries(target),
];

/** Identity of a target: its service, concern and dimensions. */
export const operationTargetId = (identity: OperationIdentity): bigint =>
  seriesId(["operation-target", ...targetParts(identity)]);

/** Identity of an operation series: its target, instance and detail. */
export const operationSeriesId = (identity: OperationIdentity): bigint =>
  seriesId([
    "operation",
    ...targetParts(identity),
    identity.instance,
    ...sortedEntries(identity.detail),
  ]);

type ServiceState = { hour: number; active: Set<bigint>; lost: number };

/**
 * The operation series that this process has seen. New ones collect in `takeNew` until the store has registered them.
 * Over `cap` active series a service loses the instance (`*`), then what the detail tells, then what its targets tell
 * (`(other)`), and `onCapped` is told each time.
 */
export class OperationSeriesRegistry {
  private readonly series = new Map<bigint, OperationSeries>();
  private readonly services = new Map<string, ServiceState>();
  private fresh: OperationSeries[] = [];

  constructor(
    private readonly cap: number,
    private readonly onCapped: (key: ServiceKey, lost: string) => void,
  ) {}

  /** The series of an operation, made when it is new; `nowSeconds` dates its activity. */
  find(identity: OperationIdentity, nowSeconds: number): OperationSeries {
    const state = this.serviceState(identity.service, nowSeconds);
    const reduced = reduceIdentity(identity, state.lost);
    const id = operationSeriesId(reduced);
    const known = this.series.get(id);
    if (known && state.active.has(id)) return known;
    if (state.active.size >= this.cap && state.lost < LOSS_ORDER.length) {
      this.onCapped(identity.service, LOSS_ORDER[state.lost] ?? "");
      state.lost++;
      state.active.clear();
      return this.find(identity, nowSeconds);
    }
    state.active.add(id);
    return known ?? this.create(id, reduced, nowSeconds);
  }

  /** Series made since the last call: the store registers them before their rows. */
  takeNew(): OperationSeries[] {
    const taken = this.fresh;
    this.fresh = [];
    return taken;
  }

  /** Puts series back that could not be registered. */
  giveBack(series: OperationSeries[]): void {
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

  private create(id: bigint, identity: OperationIdentity, nowSeconds: number): OperationSeries {
    const created: OperationSeries = {
      ...identity,
      id,
      idHigh: Number(id >> 32n),
      idLow: Number(id & 0xffff_ffffn),
      tierId: operationTargetId(identity),
      firstBucket: Math.floor(nowSeconds / 10) * 10,
    };
    this.series.set(id, created);
    this.fresh.push(created);
    return created;
  }
}

function reduceIdentity(identity: OperationIdentity, lost: number): OperationIdentity {
  if (lost === 0) return identity;
  const { service, concern } = identity;
  const instance = identity.instance === "" ? "" : DROPPED;
  const detail = lost < 2 ? identity.detail : masked(identity.detail, Object.keys(identity.detail));
  const target = lost < 3 ? identity.target : masked(identity.target, OPEN_ENDED);
  return { service, concern, target, instance, detail };
}

const masked = (dimensions: Dimensions, names: readonly string[]): Dimensions =>
  Object.fromEntries(
    Object.entries(dimensions).map(([name, value]) => [
      name,
      value !== "" && names.includes(name) ? OTHER : value,
    ]),
  );
