import type { EventFigures } from "@/lib/contract/events.ts";
import type { EventMeasure } from "@/lib/domain/events.ts";
import { nearestRank } from "@/lib/domain/nearest-rank.ts";
import type { EventRole, EventSources } from "./event-operations.ts";
import { durationsOf, increaseOf, levelOf } from "./lens-figures.ts";
import { OperationCell } from "./operation-cells.ts";

const ATTEMPTS: readonly EventMeasure[] = ["processMs", "processFailedMs"];

/**
 * Where a figure is of, and what has passed of it. `lagsMs`: of kept spans, where no metric tells of lag. `reported`:
 * whether the service is known to have run, so that no span means no message.
 */
export type EventSlot = {
  slot: number;
  points: number;
  seconds: number;
  lagsMs: readonly number[];
  reported: boolean;
};

/**
 * The figures of a group in a bucket, or in the whole range. A message that is tried several times is one that was
 * processed, and several attempts, of which some failed.
 */
export function eventFiguresAt(group: EventSources, at: EventSlot): EventFigures {
  const { lines } = group;
  const { slot, seconds } = at;
  const published =
    spanCell(group, "publish", at)?.count ??
    (group.spans.publish && at.reported ? 0 : null) ??
    increaseOf(lines, "published", slot) ??
    durationsOf(lines, ["publishMs"], slot)?.count ??
    null;
  const { attempts, failed, p50Ms, p95Ms } = attemptsAt(group, at);
  const processed = increaseOf(lines, "processed", slot) ?? attempts;
  const rated = processed ?? published;
  return {
    published,
    processed,
    attempts,
    failed,
    failureRatio: attempts === null || failed === null || attempts <= 0 ? null : failed / attempts,
    deadLettered: increaseOf(lines, "deadLettered", slot),
    throughputPerSecond: rated === null || seconds <= 0 ? null : rated / seconds,
    p50Ms,
    p95Ms,
    lagP95Ms: durationsOf(lines, ["lagMs"], slot)?.quantile(0.95) ?? nearestRank(at.lagsMs, 0.95),
    backlog: levelOf(lines, "backlog", { slot }),
  };
}

type Attempts = Pick<EventFigures, "attempts" | "failed" | "p50Ms" | "p95Ms">;

function attemptsAt(group: EventSources, at: EventSlot): Attempts {
  if (group.spans.process) {
    const cell = spanCell(group, "process", at);
    if (!cell) {
      const none = at.reported ? 0 : null;
      return { attempts: none, failed: none, p50Ms: null, p95Ms: null };
    }
    const [p50, p95] = cell.quantiles([0.5, 0.95]);
    return {
      ...{ attempts: cell.count, failed: cell.errors },
      p50Ms: p50 ? p50.estimate * 1_000 : null,
      p95Ms: p95 ? p95.estimate * 1_000 : null,
    };
  }
  const { lines } = group;
  const timed = durationsOf(lines, ATTEMPTS, at.slot);
  return {
    attempts: timed?.count ?? null,
    // A library that times what succeeds has had no failure while no failed one is timed.
    failed: timed === null ? null : (durationsOf(lines, ["processFailedMs"], at.slot)?.count ?? 0),
    p50Ms: timed?.quantile(0.5) ?? null,
    p95Ms: timed?.quantile(0.95) ?? null,
  };
}

/** What spans of a role did; null: none began in the bucket, or metrics count. */
function spanCell(
  { spans }: EventSources,
  role: EventRole,
  { slot, points }: EventSlot,
): OperationCell | null {
  const cells = (spans[role] ?? []).flatMap(
    ({ slots, total }) => (slot === points ? total : slots[slot]) ?? [],
  );
  const [first, ...others] = cells;
  if (!first || others.length === 0) return first ?? null;
  const merged = new OperationCell();
  for (const cell of cells) merged.addCell(cell);
  return merged;
}
