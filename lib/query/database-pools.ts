import type { PoolFigures, PoolGroup } from "@/lib/contract/databases.ts";
import { serviceKeyText } from "@/lib/domain/service.ts";
import { pointsOf } from "./concern-answer.ts";
import type { DatabaseLine } from "./database-operations.ts";
import { grouped } from "./grouped.ts";
import { durationsOf, increaseOf, levelOf, newestLevelOf } from "./lens-figures.ts";
import type { RangePlan } from "./range-plan.ts";

const MEASURES = ["used", "idle", "max", "pending", "timeouts", "waitMs", "useMs"] as const;

/** Every pool of connections, the instances of a service together. */
export function poolGroups(lines: readonly DatabaseLine[], plan: RangePlan): PoolGroup[] {
  const own = lines.filter((line) => MEASURES.some((measure) => measure === line.measure));
  const groups = grouped(own, (line) =>
    JSON.stringify([serviceKeyText(line), line.dimensions.pool]),
  );
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, members]) => {
      const [first] = members;
      if (!first) return [];
      const { namespace, service, environment, dimensions } = first;
      const key = { namespace, service, environment, pool: dimensions.pool };
      const instances = [...grouped(members, (line) => line.instance).values()];
      const at = (slot: number) => figuresOf(members, instances, { slot, points: plan.points });
      return [{ key, totals: at(plan.points), points: pointsOf(plan, at) }];
    });
}

function figuresOf(
  lines: readonly DatabaseLine[],
  instances: readonly (readonly DatabaseLine[])[],
  { slot, points }: { slot: number; points: number },
): PoolFigures {
  const isWhole = slot >= points;
  const level = (measure: "used" | "idle" | "max" | "pending") =>
    isWhole ? newestLevelOf(lines, measure, points) : levelOf(lines, measure, { slot });
  const waits = durationsOf(lines, ["waitMs"], slot);
  const uses = durationsOf(lines, ["useMs"], slot);
  const each = (of: (slot: number) => number | null) =>
    isWhole ? highest(Array.from({ length: points }, (_, at) => of(at))) : of(slot);
  return {
    used: level("used"),
    idle: level("idle"),
    max: level("max"),
    pending: level("pending"),
    mostPending: each((at) => levelOf(lines, "pending", { slot: at, take: "maxs" })),
    utilization: each((at) => fullestAt(instances, at)),
    timeouts: increaseOf(lines, "timeouts", slot),
    waitMeanMs: waits && waits.count > 0 && waits.sum !== null ? waits.sum / waits.count : null,
    waitP95Ms: waits && waits.count > 0 ? waits.quantile(0.95) : null,
    useP95Ms: uses && uses.count > 0 ? uses.quantile(0.95) : null,
  };
}

/** The share of its connections that the fullest instance used in a bucket at most. */
function fullestAt(instances: readonly (readonly DatabaseLine[])[], slot: number): number | null {
  return highest(
    instances.map((own) => {
      const used = levelOf(own, "used", { slot, take: "maxs" });
      const max = levelOf(own, "max", { slot });
      return used === null || max === null || max <= 0 ? null : used / max;
    }),
  );
}

/** The highest of those that are known. */
export function highest(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((most, value) => Math.max(most, value));
}
