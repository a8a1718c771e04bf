import type { PoolFigures, PoolGroup } from "@/lib/contract/databases.ts";
import type { DatabaseMeasure } from "@/lib/domain/databases.ts";
import { serviceKeyText } from "@/lib/domain/service.ts";
import { pointsOf } from "./concern-answer.ts";
import type { DatabaseLine } from "./database-operations.ts";
import { grouped } from "./grouped.ts";
import { durationsOf, increaseOf, levelOf, linesByMeasure, newestLevelOf } from "./lens-figures.ts";
import { onceByLines } from "./once-by-lines.ts";
import { onceBySeries } from "./once-by-series.ts";
import { onceBySlot } from "./once-by-slot.ts";
import type { RangePlan } from "./range-plan.ts";

const MEASURES = ["used", "idle", "max", "pending", "timeouts", "waitMs", "useMs"] as const;

const poolText = onceBySeries((line: DatabaseLine) =>
  JSON.stringify([serviceKeyText(line), line.dimensions.pool]),
);

/**
 * Every pool of connections, the instances of a service together. `isJudged`: points tell only by what a pool is judged.
 */
export function poolGroups(
  lines: readonly DatabaseLine[],
  plan: RangePlan,
  isJudged: boolean,
): PoolGroup[] {
  const own = lines.filter((line) => MEASURES.some((measure) => measure === line.measure));
  const groups = grouped(own, poolText);
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, members]) => (isJudged ? judgedPool : wholePool)(members, plan));
}

const poolOf =
  (isJudged: boolean) =>
  (members: readonly DatabaseLine[], plan: RangePlan): PoolGroup[] => {
    const [first] = members;
    if (!first) return [];
    const { namespace, service, environment, dimensions } = first;
    const key = { namespace, service, environment, pool: dimensions.pool };
    const read = poolReader(members);
    const at = (slot: number) => figuresOf(read, { slot, points: plan.points });
    const judged = (slot: number) => judgedOf(read, slot);
    const points = pointsOf(plan, isJudged ? judged : at);
    return [{ key, totals: at(plan.points), points }];
  };
const judgedPool = onceByLines(poolOf(true));
const wholePool = onceByLines(poolOf(false));

/** The lines of a pool by measure, the most that waited in a bucket, and how full its fullest instance was. */
type PoolReader = {
  of: (measure: DatabaseMeasure) => readonly DatabaseLine[];
  pendingAt: (slot: number) => number | null;
  fullestAt: (slot: number) => number | null;
};

function poolReader(lines: readonly DatabaseLine[]): PoolReader {
  const of = linesByMeasure<DatabaseMeasure, DatabaseLine>(lines);
  const instances = [...grouped(lines, (line) => line.instance).values()].map((own) =>
    linesByMeasure<DatabaseMeasure, DatabaseLine>(own),
  );
  const shareOf = (own: PoolReader["of"], slot: number) => {
    const used = levelOf(own("used"), "used", { slot, take: "maxs" });
    const max = levelOf(own("max"), "max", { slot });
    // The share of its connections that an instance used in a bucket at most.
    return used === null || max === null || max <= 0 ? null : used / max;
  };
  return {
    of,
    pendingAt: onceBySlot((slot) => levelOf(of("pending"), "pending", { slot, take: "maxs" })),
    fullestAt: onceBySlot((slot) => highest(instances.map((own) => shareOf(own, slot)))),
  };
}

/** One literal, since figures that are spread together take several times as long. */
const judgedOf = ({ pendingAt, fullestAt }: PoolReader, slot: number): PoolFigures => ({
  used: null,
  idle: null,
  max: null,
  pending: null,
  mostPending: pendingAt(slot),
  utilization: fullestAt(slot),
  timeouts: null,
  waitMeanMs: null,
  waitP95Ms: null,
  useP95Ms: null,
});

function figuresOf(
  { of, pendingAt, fullestAt }: PoolReader,
  { slot, points }: { slot: number; points: number },
): PoolFigures {
  const isWhole = slot >= points;
  const level = (measure: "used" | "idle" | "max" | "pending") =>
    isWhole ? newestLevelOf(of(measure), measure, points) : levelOf(of(measure), measure, { slot });
  const waits = durationsOf(of("waitMs"), ["waitMs"], slot);
  const uses = durationsOf(of("useMs"), ["useMs"], slot);
  const each = (read: (slot: number) => number | null) =>
    isWhole ? highest(Array.from({ length: points }, (_, at) => read(at))) : read(slot);
  return {
    used: level("used"),
    idle: level("idle"),
    max: level("max"),
    pending: level("pending"),
    mostPending: each(pendingAt),
    utilization: each(fullestAt),
    timeouts: increaseOf(of("timeouts"), "timeouts", slot),
    waitMeanMs: waits && waits.count > 0 && waits.sum !== null ? waits.sum / waits.count : null,
    waitP95Ms: waits && waits.count > 0 ? waits.quantile(0.95) : null,
    useP95Ms: uses && uses.count > 0 ? uses.quantile(0.95) : null,
  };
}

/** The highest of those that are known. */
export function highest(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((most, value) => Math.max(most, value));
}
