import type { ClientBase } from "pg";
import { BLOCK_SECONDS } from "@/lib/aggregate/metric-cells.ts";
import { cellsUntil, hourOf, ROLL_AFTER_SECONDS } from "@/lib/domain/metric-hours.ts";
import { log } from "@/lib/platform/log.ts";
import { bumpCellVersions } from "@/lib/store/metric-cell-versions.ts";
import type { SeriesWanted } from "@/lib/store/metric-reads.ts";
import {
  CELL_TABLES,
  findLate,
  forgetLate,
  isDayRolled,
  markDayRolled,
  markRolled,
  nextDay,
  rollupProgress,
} from "@/lib/store/metric-rollups.ts";
import { forgetYoung, markYoung, youngUntil } from "@/lib/store/metric-young-hours.ts";
import { ensurePartitionsAt } from "@/lib/store/partitions.ts";
import type { Queryable } from "@/lib/store/queryable.ts";
import { rollDay, rollHour, rollYoung } from "./roll-metric-cells.ts";

const HOUR = 3_600;
const DAY = 86_400;
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

/** A part of the series of an hour, of a day, or of an hour up to a moment. Unix seconds. */
type Task = ({ kind: "hour" | "day" } | { kind: "young"; until: number }) & {
  at: number;
  part: bigint;
};

/**
 * Rolls metric points up by hour, and hours by day: the next hour that is over, a part of the series in each turn, what
 * there is of the hour that is not over, and what came late.
 * Give it turns on one connection that no other process has as well.
 */
export class MetricRoller {
  private task: Task | null = null;
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
    this.task ??= await this.nextTask(client, { before, nowSeconds: now() / 1000 });
    if (this.task) {
      this.task = await this.rollPart(client, this.task);
      return true;
    }
    return this.rollLate(client, before);
  }

  /** The hour after the last that is complete; at first, the one in which the oldest points may lie. Then the rest. */
  private async nextTask(
    client: Queryable,
    { before, nowSeconds }: { before: number; nowSeconds: number },
  ): Promise<Task | null> {
    const { newestHour, registeredMs } = await rollupProgress(client);
    if (registeredMs === null) return null;
    const hour =
      newestHour === null ? hourOf((registeredMs - this.acceptPastMs) / 1000) : newestHour + HOUR;
    if (hour < before) return { kind: "hour", at: hour, part: 0n };
    const until = cellsUntil(nowSeconds);
    const young = hourOf(until - 1);
    if (young >= hour && ((await youngUntil(client, young)) ?? 0) < until) {
      return { kind: "young", at: young, until, part: 0n };
    }
    const day = await nextDay(client);
    return day === null ? null : { kind: "day", at: day, part: 0n };
  }

  private async rollPart(client: ClientBase, task: Task): Promise<Task | null> {
    const { at, part } = task;
    const width = ID_SPACE / PARTS;
    const wanted = {
      kind: "range",
      first: part * width,
      last: (part + 1n) * width - 1n,
    } as const;
    await this.ensureTables(at);
    const isLast = part === PARTS - 1n;
    await inTransaction(client, () => rollSeries(client, { task, wanted, isLast }));
    return isLast ? null : { ...task, part: part + 1n };
  }

  private async rollLate(client: ClientBase, before: number): Promise<boolean> {
    const late = await findLate(client, before, MOST_LATE);
    if (late === null) return false;
    await this.ensureTables(late.hour);
    try {
      await inTransaction(client, async () => {
        const wanted = { kind: "ids", ids: late.ids } as const;
        if (late.hour >= before) {
          const until = (await youngUntil(client, late.hour)) ?? late.hour;
          await rollYoung(client, wanted, { hour: late.hour, until });
        } else await rollHour(client, wanted, late.hour);
        const day = late.hour - (late.hour % DAY);
        if (await isDayRolled(client, day)) await rollDay(client, wanted, day);
        await bumpCellVersions(client, late.hour);
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

  private async ensureTables(at: number): Promise<void> {
    for (const width of [300, HOUR, DAY] as const) {
      const start = at - (at % BLOCK_SECONDS[width]);
      await ensurePartitionsAt(this.pool, { table: CELL_TABLES[width], seconds: [start] });
    }
  }
}

/** Does a task for some series; after the last of them it is noted. `client` must be in a transaction. */
async function rollSeries(
  client: ClientBase,
  { task, wanted, isLast }: { task: Task; wanted: SeriesWanted; isLast: boolean },
): Promise<void> {
  const { kind, at } = task;
  if (kind === "day") {
    await rollDay(client, wanted, at);
    if (isLast) await markDayRolled(client, at);
  } else if (kind === "young") {
    await rollYoung(client, wanted, { hour: at, until: task.until });
    if (isLast) await markYoung(client, at, task.until);
  } else {
    await rollHour(client, wanted, at);
    if (!isLast) return;
    await markRolled(client, at);
    await forgetYoung(client, at);
  }
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
