import { placesOf, possibleBlocks } from "@/lib/aggregate/log-signature.ts";
import type { LogBlock } from "@/lib/aggregate/log-slice.ts";
import { readIndexedThrough } from "@/lib/store/log-index.ts";
import type { LogPosition, StoredLog } from "@/lib/store/log-rows.ts";
import { findLogSlices, type SlicePosition } from "@/lib/store/log-slices.ts";
import { findLogs, findLogsInBlocks } from "@/lib/store/logs.ts";
import type { Queryable } from "@/lib/store/queryable.ts";
import { keepMatching, type LogSelection } from "./log-selection.ts";

/** Found records, newest first. `searchedTo`: the search gave up there; null: it is complete, or has its limit. */
export type FoundLogs = { logs: StoredLog[]; searchedTo: LogPosition | null };

type Wanted = { before: LogPosition | null; limit: number };

/** Slices whose masks are read together; the next read takes twice as many. */
const FEWEST_SLICES = 8;
const MOST_SLICES = 128;
/** Blocks whose records are read together, likewise. */
const FEWEST_BLOCKS = 2;
const MOST_BLOCKS = 16;
/** Blocks that one page reads at most: some 250,000 records. */
const MOST_BLOCKS_A_PAGE = 500;
/** Records that are looked at one by one, a step and a page. */
const STEP_RECORDS = 2_000;
const MOST_STEPS = 50;

/** The newest records that are meant, at most `limit`: by the index where it tells something, else one by one. */
export async function findLogPage(
  client: Queryable,
  selection: LogSelection,
  wanted: Wanted,
): Promise<FoundLogs> {
  const { clauses, filter } = selection;
  if (clauses.length === 0 || filter.traceId !== null) {
    return walkLogs(client, selection, { ...wanted, afterArrival: null });
  }
  const indexedThrough = await readIndexedThrough(client);
  const fresh = await walkLogs(client, selection, { ...wanted, afterArrival: indexedThrough });
  return new BlockSearch(client, selection, { ...wanted, indexedThrough }).run(fresh);
}

/** Goes back in time and looks at each record. */
async function walkLogs(
  client: Queryable,
  { filter, residual }: LogSelection,
  { before, limit, afterArrival }: Wanted & { afterArrival: bigint | null },
): Promise<FoundLogs> {
  const step = residual.length === 0 ? limit : Math.max(limit, STEP_RECORDS);
  const logs: StoredLog[] = [];
  let at = before;
  for (let steps = 0; steps < MOST_STEPS; steps++) {
    const read = await findLogs(client, { filter, before: at, limit: step }, afterArrival);
    logs.push(...(await keepMatching(client, read, residual)));
    if (logs.length >= limit || read.length < step) {
      return { logs: logs.slice(0, limit), searchedTo: null };
    }
    at = read.at(-1) ?? at;
  }
  return { logs, searchedTo: at };
}

/** Looks only into blocks that may hold what is meant, those with the newest records first. */
class BlockSearch {
  private readonly places: number[];
  private slicesRead: SlicePosition | null = null;
  private sliceLimit = FEWEST_SLICES;
  private allRead = false;
  /** Blocks still to look into, the one with the newest record first. */
  private waiting: LogBlock[] = [];
  private found: StoredLog[] = [];
  private blocksRead = 0;

  constructor(
    private readonly client: Queryable,
    private readonly selection: LogSelection,
    private readonly wanted: Wanted & { indexedThrough: bigint },
  ) {
    this.places = placesOf(selection.clauses);
  }

  /** `fresh`: what was found among records that are not indexed yet. */
  async run(fresh: FoundLogs): Promise<FoundLogs> {
    const { limit } = this.wanted;
    this.found = fresh.logs;
    const stop = fresh.searchedTo;
    for (let size = FEWEST_BLOCKS; ; size = Math.min(size * 2, MOST_BLOCKS)) {
      const next = await this.nextBlocks(size);
      const oldestWanted = this.found[limit - 1];
      const newestNs = next[0]?.toNs;
      if (newestNs === undefined || (oldestWanted && oldestWanted.timeNs > newestNs)) {
        return cutAt({ logs: this.found.slice(0, limit), searchedTo: null }, stop);
      }
      if (this.blocksRead >= MOST_BLOCKS_A_PAGE) {
        const searchedTo = { timeNs: newestNs + 1n, logId: 0n };
        return cutAt(cutAt({ logs: this.found, searchedTo: null }, searchedTo), stop);
      }
      await this.look(next);
    }
  }

  private async look(blocks: LogBlock[]): Promise<void> {
    const { filter, residual } = this.selection;
    const { before } = this.wanted;
    const read = await findLogsInBlocks(this.client, { filter, before, blocks });
    this.found.push(...(await keepMatching(this.client, read, residual)));
    this.found.sort(newestFirst);
    this.blocksRead += blocks.length;
  }

  /** The next blocks in the order of their newest record; slices are read until none can hold a newer one. */
  private async nextBlocks(size: number): Promise<LogBlock[]> {
    for (;;) {
      const reached = this.slicesRead;
      const sure = this.allRead
        ? this.waiting.length
        : this.waiting.findIndex((block) => reached === null || block.toNs <= reached.toNs);
      if (this.allRead || sure >= size) return this.waiting.splice(0, size);
      if (sure === -1 && this.waiting.length >= size) return this.waiting.splice(0, size);
      await this.readSlices();
    }
  }

  private async readSlices(): Promise<void> {
    const { filter, clauses } = this.selection;
    const { before, indexedThrough } = this.wanted;
    const toNs = before && before.timeNs < filter.toNs ? before.timeNs + 1n : filter.toNs;
    const slices = await findLogSlices(
      this.client,
      { indexedThrough, fromNs: filter.fromNs, toNs, places: this.places },
      { after: this.slicesRead, limit: this.sliceLimit },
    );
    for (const { blocks, masks } of slices) {
      const possible = possibleBlocks(clauses, {
        masks,
        places: this.places,
        blocks: blocks.length,
      });
      for (const index of possible) {
        const block = blocks[index];
        if (block && block.toNs >= filter.fromNs && block.fromNs < toNs) this.waiting.push(block);
      }
    }
    this.waiting.sort((a, b) => (a.toNs < b.toNs ? 1 : -1));
    this.slicesRead = slices.at(-1) ?? this.slicesRead;
    this.allRead = slices.length < this.sliceLimit;
    this.sliceLimit = Math.min(this.sliceLimit * 2, MOST_SLICES);
  }
}

/** Only what is newer than where a search gave up: older records may be missing among the others. */
function cutAt({ logs, searchedTo }: FoundLogs, stop: LogPosition | null): FoundLogs {
  if (stop === null) return { logs, searchedTo };
  return { logs: logs.filter((log) => newestFirst(log, stop) <= 0), searchedTo: stop };
}

const newestFirst = (a: LogPosition, b: LogPosition): number => {
  if (a.timeNs !== b.timeNs) return a.timeNs < b.timeNs ? 1 : -1;
  return a.logId === b.logId ? 0 : a.logId < b.logId ? 1 : -1;
};
