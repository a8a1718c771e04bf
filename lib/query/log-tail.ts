import type { FollowLine, LogsParams } from "@/lib/contract/logs.ts";
import { LONGEST_RANGE_MS, ParameterError, resolveRange } from "@/lib/contract/time.ts";
import { primaryReadPool } from "@/lib/platform/db.ts";
import { newestLogArrival } from "@/lib/store/log-index.ts";
import { countLogsOfChunks, findArrivedChunks, findLogsOfChunks } from "@/lib/store/log-tail.ts";
import type { Queryable } from "@/lib/store/queryable.ts";
import { logCursor } from "./cursor.ts";
import { findLogPage } from "./log-pages.ts";
import { keepMatching, type LogSelection, selectLogs } from "./log-selection.ts";
import { toLogRecords } from "./logs.ts";

/** Records that one look sends at most; of more the newest are, and the others are counted. */
const MOST_RECORDS = 1_000;
/** Chunks drawn shortly before the start may still be in the making. */
const WINDOW = 256n;
/** A transaction of ingest ends within this time or never: its statements are cut off before. */
const MISSING_MS = 60_000;
const MOST_MISSING = 4_096n;

/** Follows what arrives. `start` once, then `next` again and again; not at the same time. */
export class LogTail {
  private newest = 0n;
  /** Numbers that were drawn and of which nothing was seen yet, with the time (ms) until which they are waited for. */
  private readonly missing = new Map<bigint, number>();
  private backlog = new Set<string>();

  private constructor(
    private readonly client: Queryable,
    private readonly selection: LogSelection,
    private readonly limit: number,
  ) {}

  /** Throws `ParameterError`. */
  static async open(params: LogsParams, nowMs: number): Promise<LogTail> {
    if (params.to !== "now") {
      throw new ParameterError("to", "follow=true has no end: leave out to");
    }
    if (params.cursor !== undefined) {
      throw new ParameterError("cursor", "follow=true begins with the newest: leave out cursor");
    }
    const pool = primaryReadPool();
    const { fromMs } = resolveRange(params, nowMs);
    // Without an end: what arrives is newer than now.
    const selection = await selectLogs(pool, params, { fromMs, toMs: fromMs + LONGEST_RANGE_MS });
    return new LogTail(pool, selection, params.limit);
  }

  /** The newest records of the range, the oldest first. */
  async start(nowMs: number): Promise<FollowLine[]> {
    // The position is read before the records: what comes in between is in both, and told apart by its id.
    this.newest = await newestLogArrival(this.client);
    const first = this.newest > WINDOW ? this.newest - WINDOW : 0n;
    const seen = new Set(
      await findArrivedChunks(this.client, {
        fromNs: this.selection.filter.fromNs,
        after: first,
        missing: [],
      }),
    );
    for (let id = first + 1n; id <= this.newest; id++) {
      if (!seen.has(id)) this.missing.set(id, nowMs + MISSING_MS);
    }
    const { logs } = await findLogPage(this.client, this.selection, {
      before: null,
      limit: this.limit,
    });
    this.backlog = new Set(logs.map(logCursor));
    return toLogRecords(this.client, logs.toReversed());
  }

  /** What has arrived since, the oldest first, after the number of records that were too many. */
  async next(nowMs: number): Promise<FollowLine[]> {
    const { filter, residual } = this.selection;
    for (const [id, untilMs] of this.missing) if (untilMs < nowMs) this.missing.delete(id);
    const arrivalIds = await findArrivedChunks(this.client, {
      fromNs: filter.fromNs,
      after: this.newest,
      missing: [...this.missing.keys()],
    });
    if (arrivalIds.length === 0) return [];
    this.note(arrivalIds, nowMs);
    const read = await findLogsOfChunks(this.client, { filter, arrivalIds, limit: MOST_RECORDS });
    const skipped =
      read.length < MOST_RECORDS
        ? 0
        : (await countLogsOfChunks(this.client, { filter, arrivalIds })) - read.length;
    const fresh = read.filter((log) => !this.backlog.has(logCursor(log)));
    const logs = await keepMatching(this.client, fresh, residual);
    const records = await toLogRecords(this.client, logs.toReversed());
    return skipped > 0 ? [{ skipped }, ...records] : records;
  }

  private note(arrivalIds: readonly bigint[], nowMs: number): void {
    for (const id of arrivalIds.toSorted((a, b) => (a < b ? -1 : 1))) {
      this.missing.delete(id);
      if (id <= this.newest) continue;
      this.waitFor(this.newest, id, nowMs);
      this.newest = id;
    }
  }

  /** Numbers between two that were seen belong to transactions that have not ended, or to records of other times. */
  private waitFor(after: bigint, before: bigint, nowMs: number): void {
    const first = before - after > MOST_MISSING ? before - MOST_MISSING : after + 1n;
    for (let id = first; id < before; id++) this.missing.set(id, nowMs + MISSING_MS);
  }
}
