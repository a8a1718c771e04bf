import type { ClientBase } from "pg";
import { NumberRollup, type Rollup, rollupHistogram } from "@/lib/aggregate/metric-rollup.ts";
import { hourOf, ROLL_AFTER_SECONDS } from "@/lib/domain/metric-hours.ts";
import { metricClassOf } from "@/lib/domain/metrics.ts";
import { log } from "@/lib/platform/log.ts";
import { loadHistograms, loadReadings } from "@/lib/query/metric-points.ts";
import { loadShapes, type StoredShape } from "@/lib/store/metric-catalog.ts";
import type { SeriesWanted } from "@/lib/store/metric-reads.ts";
import {
  findLate,
  forgetLate,
  markRolled,
  type RollupRow,
  replaceRollups,
  rollupProgress,
} from "@/lib/store/metric-rollups.ts";
import { ensurePartitionsAt } from "@/lib/store/partitions.ts";
import type { Queryable } from "@/lib/store/queryable.ts";

const HOUR = 3_600;
/** Parts of the id space that an hour is done in, so that no turn takes long. Ids are hashes: parts are alike. */
const PARTS = 8n;
/** Series of one hour whose late points are taken up in one turn. */
const MOST_LATE = 2_000;
const REST_MS = 10_000;
/** How long one turn may keep the fold waiting. */
const TURN_MS = 400;
const SERIALIZATION_FAILURE = "40001";
/** Ids have 63 bits. */
const ID_SPACE = 1n << 63n;

/**
 * Rolls metric points up by hour: the next hour that is over, a part of the series in each turn, and what came late.
 * Give it turns on one connection that no other process has as well.
 */
export class MetricRoller {
  private task: { hour: number; part: bigint } | null = null;
  private restUntilMs = 0;

  /** `pool`: for making partitions. `acceptPastMs`: how old the first points may be. */
  constructor(
    private readonly pool: Queryable,
    private readonly acceptPastMs: number,
  ) {}

  /** Rolls up for a moment, or rests. True: there is more to do. */
  async turn(client: ClientBase, now: () => number): Promise<boolean> {
    if (now() < this.restUntilMs) return false;
    const until = performance.now() + TURN_MS;
    while (await this.step(client, now)) if (performance.now() >= until) return true;
    this.restUntilMs = now() + REST_MS;
    return false;
  }

  /** Does one part of an hour, or some late ones. False: there is nothing to do. */
  private async step(client: ClientBase, now: () => number): Promise<boolean> {
    const before = hourOf(now() / 1000 - ROLL_AFTER_SECONDS);
    this.task ??= await this.nextTask(client, before);
    if (this.task) {
      this.task = await this.rollPart(client, this.task);
      return true;
    }
    return this.rollLate(client, before);
  }

  /** The hour after the last that is complete; at first, the one in which the oldest points may lie. */
  private async nextTask(client: Queryable, before: number): Promise<typeof this.task> {
    const { newestHour, registeredMs } = await rollupProgress(client);
    if (registeredMs === null) return null;
    const hour =
      newestHour === null ? hourOf((registeredMs - this.acceptPastMs) / 1000) : newestHour + HOUR;
    return hour < before ? { hour, part: 0n } : null;
  }

  private async rollPart(
    client: ClientBase,
    { hour, part }: { hour: number; part: bigint },
  ): Promise<typeof this.task> {
    const width = ID_SPACE / PARTS;
    const range = { first: part * width, last: (part + 1n) * width - 1n };
    await this.ensureTables(hour);
    const isLast = part === PARTS - 1n;
    await inTransaction(client, async () => {
      await rollHour(client, { kind: "range", ...range }, hour);
      if (isLast) await markRolled(client, hour);
    });
    return isLast ? null : { hour, part: part + 1n };
  }

  private async rollLate(client: ClientBase, before: number): Promise<boolean> {
    const late = await findLate(client, before, MOST_LATE);
    if (late === null) return false;
    await this.ensureTables(late.hour);
    try {
      await inTransaction(client, async () => {
        await rollHour(client, { kind: "ids", ids: late.ids }, late.hour);
        await forgetLate(client, late);
      });
    } catch (error) {
      if (!isSerializationFailure(error)) throw error;
      log.info("later metric points came while late ones were rolled up: again", {
        hour: late.hour,
      });
    }
    return true;
  }

  private async ensureTables(hour: number): Promise<void> {
    for (const table of ["metric_5m", "metric_1h"] as const) {
      await ensurePartitionsAt(this.pool, { table, seconds: [hour] });
    }
  }
}

/** Makes the rows of some series for one hour (its start, Unix seconds) anew. `client` must be in a transaction. */
async function rollHour(client: ClientBase, wanted: SeriesWanted, hour: number): Promise<void> {
  const range = { wanted, from: hour, to: hour + HOUR };
  const shapes = await shapesOf(client, wanted);
  const numbers = new NumberRollup(hour);
  const rows: RollupRow[] = [];
  const add = (seriesId: bigint, rollup: Rollup) => {
    if (rollup) rows.push({ seriesId, ...rollup });
  };
  for (const [seriesId, points] of await loadReadings(client, range)) {
    const shape = shapes.get(seriesId);
    if (!shape) continue;
    const sum = { isDelta: shape.temporality === "delta", isMonotonic: shape.isMonotonic };
    const isCounter = metricClassOf(shape.kind, shape) === "counter";
    add(seriesId, isCounter ? numbers.counter(points, sum) : numbers.gauge(points));
  }
  for (const [seriesId, points] of await loadHistograms(client, range)) {
    const shape = shapes.get(seriesId);
    if (shape === undefined || metricClassOf(shape.kind, shape) !== "histogram") continue;
    add(seriesId, rollupHistogram(hour, points, shape.temporality === "delta"));
  }
  await replaceRollups(client, { hour, wanted }, rows);
}

function shapesOf(client: Queryable, wanted: SeriesWanted): Promise<Map<bigint, StoredShape>> {
  if (wanted.kind === "range") return loadShapes(client, wanted);
  const sorted = [...wanted.ids].sort((a, b) => (a < b ? -1 : 1));
  return loadShapes(client, { first: sorted[0] ?? 0n, last: sorted.at(-1) ?? 0n });
}

/** One snapshot: what is committed meanwhile has its own mark. */
async function inTransaction(client: ClientBase, run: () => Promise<void>): Promise<void> {
  await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ");
  try {
    await run();
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  }
}

const isSerializationFailure = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === SERIALIZATION_FAILURE;
