import { setTimeout as sleep } from "node:timers/promises";
import { countCommit } from "@/lib/platform/data-version.ts";
import { log } from "@/lib/platform/log.ts";
import { isBadValue, isDatabaseAway, isMissingPartition } from "@/lib/store/database-errors.ts";
import { forgetPartitions } from "@/lib/store/partitions.ts";
import type { GroupBuilder } from "./group-builder.ts";
import type { Committed, GroupCommit } from "./group-commit.ts";
import type { IngestItem, IngestOutcome } from "./ingest-item.ts";
import type { Refusals } from "./refusals.ts";
import type { Spool } from "./spool.ts";

/** Transactions under way at once: while one waits for the disk, the next is decoded. */
const MOST_GROUPS = 2;
const MOST_BODIES = 64;
const MOST_GROUP_BYTES = 24 * 1024 * 1024;
/** Bodies waiting for a transaction; above it senders are asked to come back. */
const MOST_QUEUED_BYTES = 96 * 1024 * 1024;
const PROBE_MS = 1_000;

type Waiting = { item: IngestItem; resolve: (outcome: IngestOutcome) => void };

const OVERLOADED: IngestOutcome = {
  kind: "unavailable",
  reason: "overload",
  retryAfterSeconds: 1,
};

const UNAVAILABLE: IngestOutcome = {
  kind: "unavailable",
  reason: "database",
  retryAfterSeconds: 5,
};

/**
 * Takes bodies and acknowledges each once it is committed in Postgres, or synced to the spool while Postgres is away.
 * Bodies that arrive together share a transaction.
 */
export class IngestPipeline {
  private readonly queue: Waiting[] = [];
  private queuedBytes = 0;
  private running = 0;
  private scheduled = false;
  private away = false;
  private draining: Promise<void> = Promise.resolve();
  private isDraining = false;
  private stopped = false;

  constructor(
    private readonly parts: {
      commit: GroupCommit;
      builder: GroupBuilder;
      spool: Spool;
      refusals: Refusals;
      onCommitted: (committed: Committed) => void;
      now: () => number;
    },
  ) {
    if (!parts.spool.isEmpty) this.drain();
  }

  /** True: no more bodies are taken until some are stored. Ask before reading a body. */
  get isOverloaded(): boolean {
    return this.queuedBytes > MOST_QUEUED_BYTES;
  }

  /** False while Postgres is away or the spool has bodies that it does not have. */
  get isDatabaseHealthy(): boolean {
    return !this.away && this.parts.spool.isEmpty;
  }

  submit(item: IngestItem): Promise<IngestOutcome> {
    if (this.isOverloaded || this.stopped) {
      this.parts.refusals.add(item.signal, "overload", 1, this.parts.now());
      return Promise.resolve(OVERLOADED);
    }
    return new Promise((resolve) => {
      this.queue.push({ item, resolve });
      this.queuedBytes += item.body.length;
      this.schedule();
    });
  }

  /** Stops taking bodies and waits for those that were taken. */
  async stop(): Promise<void> {
    this.stopped = true;
    while (this.queue.length > 0 || this.running > 0) await sleep(10);
    await this.draining;
  }

  /** Bodies of the same turn of the event loop go together. */
  private schedule(): void {
    if (this.scheduled || this.running >= MOST_GROUPS) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      while (this.running < MOST_GROUPS && this.queue.length > 0) void this.runGroup();
    });
  }

  private take(): Waiting[] {
    const taken: Waiting[] = [];
    let bytes = 0;
    while (taken.length < MOST_BODIES && bytes < MOST_GROUP_BYTES) {
      const next = this.queue.shift();
      if (!next) break;
      taken.push(next);
      bytes += next.item.body.length;
    }
    return taken;
  }

  private async runGroup(): Promise<void> {
    const taken = this.take();
    this.running++;
    try {
      const outcomes = await this.store(taken.map(({ item }) => item));
      for (const [i, { resolve }] of taken.entries()) resolve(outcomes[i] ?? UNAVAILABLE);
    } catch (error) {
      log.error("ingest failed", {
        reason: error instanceof Error ? error.message : String(error),
      });
      for (const { item, resolve } of taken) {
        this.parts.refusals.add(item.signal, "database", 1, this.parts.now());
        resolve(UNAVAILABLE);
      }
    } finally {
      this.running--;
      for (const { item } of taken) this.queuedBytes -= item.body.length;
      this.schedule();
    }
  }

  private async store(items: IngestItem[]): Promise<IngestOutcome[]> {
    if (this.away) return this.spoolOrRefuse(items);
    try {
      return await this.commit(items);
    } catch (error) {
      if (isDatabaseAway(error)) return this.storeAfterFailure(items);
      if (items.length > 1) return this.storeOneByOne(items);
      if (!isBadValue(error)) throw error;
      log.warn("a body could not be stored", { reason: String(error) });
      return [{ kind: "malformed", message: "a value cannot be stored" }];
    }
  }

  /** Whether the failed commit took effect is not known: the same hashes tell, once Postgres answers. */
  private async storeAfterFailure(items: IngestItem[]): Promise<IngestOutcome[]> {
    try {
      return await this.commit(items);
    } catch (error) {
      if (!isDatabaseAway(error)) throw error;
      if (!this.away) log.warn("Postgres is away: bodies go to the spool");
      this.away = true;
      this.drain();
      return this.spoolOrRefuse(items);
    }
  }

  /** One body that Postgres refuses must not take the others with it. */
  private async storeOneByOne(items: IngestItem[]): Promise<IngestOutcome[]> {
    const outcomes: IngestOutcome[] = [];
    for (const item of items) outcomes.push(...(await this.store([item])));
    return outcomes;
  }

  private async commit(items: IngestItem[]): Promise<IngestOutcome[]> {
    const committed = await this.run(items);
    countCommit();
    this.parts.onCommitted(committed);
    return committed.outcomes;
  }

  private async run(items: IngestItem[]): Promise<Committed> {
    const { commit, now } = this.parts;
    try {
      return await commit.run(items, now());
    } catch (error) {
      if (!isMissingPartition(error)) throw error;
      forgetPartitions();
      return commit.run(items, now());
    }
  }

  private spoolOrRefuse(items: IngestItem[]): IngestOutcome[] {
    const { builder, spool, refusals, now } = this.parts;
    // Decoded only to tell the sender what is wrong with it; its rows are made when Postgres is back.
    const outcomes = items.map((item) => builder.add(item, builder.begin(now())));
    const good = items.filter((_, i) => outcomes[i]?.kind === "accepted");
    if (good.length === 0 || spool.append(good, now())) return outcomes;
    return outcomes.map((outcome, i) => {
      if (outcome.kind !== "accepted") return outcome;
      refusals.add(items[i]?.signal ?? "any", "database away and spool full", 1, now());
      return UNAVAILABLE;
    });
  }

  /** A spooled body was acknowledged: one that Postgres refuses is given up by itself, and counted. */
  private async drainSome(items: IngestItem[]): Promise<void> {
    try {
      await this.commit(items);
    } catch (error) {
      if (isDatabaseAway(error)) throw error;
      if (items.length > 1) {
        for (const item of items) await this.drainSome([item]);
        return;
      }
      if (!isBadValue(error)) throw error;
      log.error("a spooled body could not be stored", { reason: String(error) });
      const signal = items[0]?.signal ?? "any";
      this.parts.refusals.add(signal, "spooled body cannot be stored", 1, this.parts.now());
    }
  }

  private drain(): void {
    if (this.isDraining) return;
    this.isDraining = true;
    this.draining = this.drainSpool();
  }

  /** As soon as Postgres takes one batch, new bodies go to it again: the spool only shrinks from then on. */
  private async drainSpool(): Promise<void> {
    while (!this.stopped) {
      const batch = this.parts.spool.oldest();
      if (batch === null && !this.away) break;
      try {
        const items = batch?.items ?? [];
        if (items.length === 0) await this.commit([]);
        for (let at = 0; at < items.length; at += MOST_BODIES) {
          await this.drainSome(items.slice(at, at + MOST_BODIES));
        }
        batch?.remove();
        if (this.away) log.info("Postgres is back: the spool is being drained");
        this.away = false;
      } catch (error) {
        if (!isDatabaseAway(error))
          log.error("draining the spool failed", { reason: String(error) });
        await sleep(PROBE_MS);
      }
    }
    this.isDraining = false;
  }
}
