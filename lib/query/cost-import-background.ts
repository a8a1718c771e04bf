import { randomUUID } from "node:crypto";
import { rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { CostImportAnswer, CostImportParams } from "@/lib/contract/costs.ts";
import { ParameterError } from "@/lib/contract/time.ts";
import { writePool } from "@/lib/platform/db.ts";
import { env } from "@/lib/platform/env.ts";
import { spoolToFile } from "@/lib/platform/import-spool.ts";
import { log } from "@/lib/platform/log.ts";
import {
  failImport,
  insertRunningImport,
  tellImportProgress,
} from "@/lib/store/cost-import-progress.ts";
import type { CostImport } from "@/lib/store/cost-imports.ts";
import { newReading, type Reading } from "./cost-bill.ts";
import { importCostFile, importFocus } from "./cost-import.ts";
import { importAnswer, queryCostImport } from "./cost-import-answer.ts";
import { isParquet, peeked } from "./cost-table.ts";

/** A longer file is answered before it is read; a person should not wait for it. */
const LONG_BYTES = 32 * 1_048_576;
/** The disk is not for a file that is longer. */
const MOST_BYTES = 16 * 1_073_741_824;
const TELL_MS = 1_000;

/** One after the other: reading a bill takes a core, and this process has others to answer. */
let queue: Promise<unknown> = Promise.resolve();

export type SentBill = {
  bytes: AsyncIterable<Uint8Array>;
  params: CostImportParams;
  /** Of the body, if it is told. */
  length: number | null;
  /** Whether the sender would rather not wait. */
  isAsync: boolean;
  now: () => number;
};

/**
 * Takes a bill: a short one at once, a long one or a Parquet file once it lies on the disk, where it can be read from
 * its end. The answer of one that runs tells its id. Throws `ParameterError`, `TooLargeError`.
 */
export async function receiveBill(sent: SentBill): Promise<CostImportAnswer> {
  const { params, length, now } = sent;
  const { head, whole } = await peeked(sent.bytes, 4);
  const isLong = sent.isAsync || (length ?? 0) > LONG_BYTES;
  if (!isLong && !isParquet(head)) return importFocus(whole, params, now);
  const folder = join(env().dataDir, "imports");
  const path = await spoolToFile(whole, { folder, maxBytes: MOST_BYTES, nowMs: now() });
  const isLater = isLong || (await stat(path)).size > LONG_BYTES;
  const importId = randomUUID();
  const done = importInBackground(path, { ...params, importId, now });
  if (!isLater) return importAnswer(await (await done).ended);
  const { ended } = await done;
  ended.catch(() => undefined);
  return queryCostImport(importId, now());
}

type Order = { source: string; part: string; importId: string; now: () => number };

/** Begins to import a spooled file, and removes it in the end. Resolves once it can be asked for. */
async function importInBackground(
  path: string,
  order: Order,
): Promise<{ ended: Promise<CostImport> }> {
  const { importId, source, part, now } = order;
  const { size } = await stat(path);
  const begun = { importId, source, part, basis: "bill" as const, bytesTotal: size };
  await insertRunningImport(writePool(), { ...begun, nowMs: now() });
  const reading = newReading();
  const stopTelling = tellProgress(order, reading);
  const ended = queue
    .then(() => importCostFile(path, { importId, source, part, reading, now }))
    .catch(async (error) => {
      await noteFailure(importId, error, now());
      throw error;
    })
    .finally(async () => {
      stopTelling();
      await rm(path, { force: true });
    });
  queue = ended.catch(() => undefined);
  return { ended };
}

async function noteFailure(importId: string, thrown: unknown, nowMs: number): Promise<void> {
  const isSenders = thrown instanceof ParameterError;
  if (!isSenders) log.error("an import of costs failed", { importId, error: String(thrown) });
  const error = isSenders ? thrown.message.replace(/^body: /, "") : "It failed: try again";
  await failImport(writePool(), { importId, error, nowMs }).catch(() => undefined);
}

/** Writes down once a second how far an import is, until the returned function is called. */
function tellProgress({ importId, now }: Order, reading: Reading): () => void {
  const timer = setInterval(() => {
    const { rowCount, bytesRead } = reading;
    const told = { importId, rowCount, bytesRead, nowMs: now() };
    tellImportProgress(writePool(), told).catch((error) =>
      log.warn("how far an import is could not be told", { importId, reason: String(error) }),
    );
  }, TELL_MS);
  return () => clearInterval(timer);
}
