import { type ResourceGroup, resourcesParams } from "@/lib/contract/resources.ts";
import {
  type Advice,
  IDLE_DAYS,
  idleAdvice,
  type MissingAdvice,
  spotAdvice,
} from "@/lib/domain/cost-advice.ts";
import { addDays, dayStartMs } from "@/lib/domain/cost-days.ts";
import { serviceKeyText } from "@/lib/domain/service.ts";
import { readPool } from "@/lib/platform/db.ts";
import { selectCostSums } from "@/lib/store/cost-sums.ts";
import type { AdviceFacts } from "./cost-advice-time.ts";
import { dimensionOf } from "./cost-selection.ts";
import { queryResources } from "./resources.ts";

const HOUR_SECONDS = 3_600;
/** Two weeks, of which one day may be missing. */
const LEAST_HOURS = (IDLE_DAYS - 1) * 24;
const MONTH_DAYS = 30;

type Found = { advice: Advice[]; missing: MissingAdvice[] };

/** Services whose instances use little of their limits for two weeks. */
export async function adviseOnIdle({ range, prices, days, nowMs }: AdviceFacts): Promise<Found> {
  const endMs = Math.min(dayStartMs(range.to), nowMs);
  const asked = {
    from: new Date(dayStartMs(addDays(range.to, -IDLE_DAYS))).toISOString(),
    to: new Date(endMs).toISOString(),
    step: HOUR_SECONDS,
  };
  const { groups } = await queryResources(resourcesParams.parse(asked), nowMs);
  const used = groups.flatMap((group) => useOf(group) ?? []);
  if (used.length === 0) {
    const needs = `CPU and memory against their limits of ${IDLE_DAYS} days in a row (cpuUtilization and memoryUtilization of an instance).`;
    return { advice: [], missing: [{ kind: "idle", needs }] };
  }
  const advice = [...prices].flatMap(([text, { name, cost: all, computeCost }]) => {
    const cost = computeCost ?? all;
    const own = used.filter(({ service }) => service === text);
    if (own.length === 0 || cost <= 0) return [];
    const found = idleAdvice({
      ...{ name, instances: own.length, costPerMonth: (cost / days) * MONTH_DAYS },
      isCompute: computeCost !== null,
      p95Cpu: Math.max(...own.map(({ cpu }) => cpu)),
      p95Memory: Math.max(...own.map(({ memory }) => memory)),
      cpuHours: own.flatMap(({ hours }) => hours),
    });
    return found ? [found] : [];
  });
  return { advice, missing: [] };
}

/** What an instance used in 95 of 100 hours; null: it did not tell both for two weeks. */
function useOf({ key, points }: ResourceGroup) {
  const cpu = points.flatMap(({ cpuUtilization }) => cpuUtilization ?? []);
  const memory = points.flatMap(({ memoryUtilization }) => memoryUtilization ?? []);
  if (cpu.length < LEAST_HOURS || memory.length < LEAST_HOURS) return null;
  const hours = points.flatMap(({ at, cpuUtilization: ratio }) =>
    ratio === null ? [] : [{ atMs: Date.parse(at), ratio }],
  );
  return { service: serviceKeyText(key), cpu: p95(cpu), memory: p95(memory), hours };
}

const p95 = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.ceil(0.95 * values.length) - 1] ?? 0;

const CAPACITY_TAGS = [
  "karpenter.sh/capacity-type",
  "eks.amazonaws.com/capacityType",
  "kubernetes.azure.com/scalesetpriority",
  "cloud.google.com/gke-spot",
  "capacity-type",
];
const CRITICALITY = "criticality";
const UNCRITICAL = ["low", "none", "batch", "non-critical"];
const SPOT = ["spot", "true", "preemptible"];
/** Of FOCUS's PricingCategory; committed use is paid whether it is used or not, so nothing is saved by leaving it. */
const IS_SPOT: Record<string, boolean> = { Dynamic: true, Standard: false };

/** Compute that is tagged as not critical and is not on spot instances. */
export async function adviseOnSpot({ frame, range, days }: AdviceFacts): Promise<Found> {
  if (frame.chosen === null) return { advice: [], missing: [] };
  const names = [
    "category",
    "pricingCategory",
    `tag:${CRITICALITY}`,
    ...CAPACITY_TAGS.map((tag) => `tag:${tag}`),
  ];
  const sums = await selectCostSums(readPool(), {
    ...{ ...frame.selectionOf(range), ...frame.chosen, granularity: "month" },
    groupBy: names.map(dimensionOf),
  });
  const compute = sums
    .filter(({ start, names: [category = ""] }) => start === null && /compute/i.test(category))
    .map(({ names: [, pricing = "", criticality = "", ...capacity], amount }) => ({
      isUncritical: UNCRITICAL.includes(criticality.toLowerCase()),
      isSpot: isSpot(pricing, capacity),
      amount: Number(amount),
    }));
  const tagged = compute.filter((line) => line.isSpot !== null && line.isUncritical);
  if (tagged.length === 0) {
    const needs = `Compute lines that tell how they are bought (FOCUS's PricingCategory, or a tag such as ${CAPACITY_TAGS[0]}) and have the tag ${CRITICALITY}: ${UNCRITICAL.slice(0, 3).join(", ")}.`;
    return { advice: [], missing: [{ kind: "spot", needs }] };
  }
  const sumOf = (wanted: boolean) =>
    tagged.filter((line) => line.isSpot === wanted).reduce((sum, { amount }) => sum + amount, 0);
  const found = spotAdvice({ spot: sumOf(true), onDemandUncritical: sumOf(false) }, { days });
  return { advice: found ? [found] : [], missing: [] };
}

/** What the bill says itself goes before tags. Null: nothing tells, or it is committed. */
function isSpot(pricing: string, capacity: readonly string[]): boolean | null {
  if (pricing !== "") return IS_SPOT[pricing] ?? null;
  const tagged = capacity.find((value) => value !== "")?.toLowerCase();
  return tagged === undefined ? null : SPOT.includes(tagged);
}
