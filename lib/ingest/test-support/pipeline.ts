import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Pool } from "pg";
import { createPool } from "@/lib/platform/db.ts";
import { bodyHash } from "../body.ts";
import { type BuilderSettings, GroupBuilder } from "../group-builder.ts";
import { type Committed, GroupCommit } from "../group-commit.ts";
import type { IngestOutcome, Signal } from "../ingest-item.ts";
import { IngestPipeline } from "../pipeline.ts";
import { Refusals } from "../refusals.ts";
import { Spool } from "../spool.ts";

/** An ingest pipeline of a test's own, as one process has it. */
export type TestPipeline = {
  pipeline: IngestPipeline;
  builder: GroupBuilder;
  refusals: Refusals;
  pool: Pool;
  /** What the store said of each commit: replays so far. */
  replays: () => number;
  send: (signal: Signal, body: Uint8Array, receivedMs?: number) => Promise<IngestOutcome>;
  stop: () => Promise<void>;
};

const SETTINGS: BuilderSettings = {
  acceptPastMs: 86_400_000,
  acceptFutureMs: 300_000,
  traceBudget: Number.POSITIVE_INFINITY,
  seriesCap: 5_000,
  userKey: "a key of tests",
};

/** Makes one; `now` is its clock, `spool` the directory and bytes of its spool (by default one of its own). */
export function createTestPipeline(
  url: string,
  now: () => number,
  options: Partial<BuilderSettings> & {
    spool?: { directory: string; bytes: number };
    onCommitted?: (committed: Committed) => void;
  } = {},
): TestPipeline {
  const { spool, onCommitted, ...settings } = options;
  const pool = createPool(url, { name: "test", max: 6, statementTimeoutMs: 30_000 });
  const refusals = new Refusals();
  const builder = new GroupBuilder({ ...SETTINGS, ...settings }, refusals, now());
  const own = spool === undefined ? mkdtempSync(join(tmpdir(), "headroom-spool-")) : null;
  let replays = 0;
  const pipeline = new IngestPipeline({
    builder,
    commit: new GroupCommit(pool, builder, { replayWindowMs: 3_600_000, writerId: 7n }),
    spool: new Spool(spool?.directory ?? own ?? "", spool?.bytes ?? 64 * 1024 * 1024),
    refusals,
    onCommitted: (committed) => {
      replays += committed.replays;
      onCommitted?.(committed);
    },
    now,
  });
  return {
    pipeline,
    builder,
    refusals,
    pool,
    replays: () => replays,
    send: (signal, body, receivedMs = now()) =>
      pipeline.submit({ signal, body, hash: bodyHash(signal, "local", body), receivedMs }),
    stop: async () => {
      await pipeline.stop();
      await pool.end();
      if (own !== null) rmSync(own, { recursive: true, force: true });
    },
  };
}
