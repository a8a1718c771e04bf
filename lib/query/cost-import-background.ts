import { randomUUID } from "node:crypto";
import { rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { CostImportAnswer, CostImportParams } from "@/lib/contract/costs.ts";
import { ParameterError } from "@/lib/contract/time.ts";
import { writePool } from "@/lib/platform/db.ts";
import { env } from "@/lib/platform/env.ts";
import { spoolToFile } from "@/lib/platform/import-spool.ts";
import { log } from "@/lib/platform/log.ts";
import { onShutdown } from "@/lib/platform/shutdown.ts";
import { TaskThreadError } from "@/lib/platform/task-thread.ts";
import {
  failImport,
  insertRunningImport,
  tellImportProgress,
} from "@/lib/store/cost-import-progress.ts";
import type { CostImport } from "@/lib/store/cost-imports.ts";
import { importFocus } from "./cost-import.ts";
import { importAnswer, queryCostImport } from "./cost-import-answer.ts";
import { type ImportProgress, importInThread } from "./cost-import-thread.ts";
import { isGzip, isParquet, peeked } from "./cost-table.ts";

/** A file of plain text up to this is read where it arrives: a thread would take longer to start. */
const SHORT_BYTES = 1_048_576;
/** A longer file is answered before it is read; a person should not wait for it. */
const LONG_BYTES = 32 * 1_048_576;
/** The disk is not for a file that is longer. */
const MOST_BYTES = 16 * 1_073_741_824;
const TELL_MS = 1_000;

/** One after the other: reading a bill takes a core, and others have something to do too. */
let queue: Promise<unknown> = Promise.resolve();
/** Ends what is read when this process ends. */
let stopping: AbortController | null = null;

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
 * Takes a bill: a short one at once, others once they lie on the disk, in a thread; a long one is answered before. The
 * answer of one that runs tells its id. Throws `ParameterError`, `TooLargeError`.
 */
export async function receiveBill(sent: SentBill): Promise<CostImportAnswer> {
  const { params, length, now, isAsync } = sent;
  const { head, whole } = await peeked(sent.bytes, SHORT_BYTES);
  const isShort = head.length < SHORT_BYTES && !isParquet(head) && !isGzip(head);
  const isLong = isAsync || (length ?? 0) > LONG_BYTES;
  if (isShort && !isLong) return importFocus(whole, params, now);
  const folder = join(env().dataDir, "imports");
  const path = await spoolToFile(whole, { folder, maxBytes: MOST_BYTES, nowMs: now() });
  const isLater = isLong || (await stat(path)).size > LONG_BYTES;
  const importId = randomUUID();
  const { ended } = await importInBackground(path, { ...params, importId, now });
  if (!isLater) return importAnswer(await ended);
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
  const { onProgress, stopTelling } = tellProgress(order);
  const signal = stopSignal();
  const ended = queue
    .then(() => importInThread({ path, importId, source, part }, { signal, onProgress }))
    .catch(async (error) => {
      await noteFailure(order, error, signal.aborted);
      throw error;
    })
    .finally(async () => {
      stopTelling();
      await rm(path, { force: true });
    });
  queue = ended.catch(() => undefined);
  return { ended };
}

/** Aborted when this process stops; what is read then has said so before the database goes. */
function stopSignal(): AbortSignal {
  if (stopping === null) {
    const controller = new AbortController();
    stopping = controller;
    onShutdown("worker", async () => {
      controller.abort();
      await queue;
      stopping = null;
    });
  }
  return stopping.signal;
}

async function noteFailure({ importId, now }: Order, thrown: unknown, isStopped: boolean) {
  const isSenders = thrown instanceof ParameterError;
  if (!isSenders) log.error("an import of costs failed", { importId, error: String(thrown) });
  const error = isStopped ? "A restart interrupted it: send the file again" : failureOf(thrown);
  await failImport(writePool(), { importId, error, nowMs: now() }).catch((reason) =>
    log.warn("that an import failed could not be told", { importId, reason: String(reason) }),
  );
}

function failureOf(thrown: unknown): string {
  if (thrown instanceof ParameterError) return thrown.message.replace(/^body: /, "");
  return thrown instanceof TaskThreadError
    ? `It failed, nothing of it is stored: ${thrown.message}`
    : "It failed, nothing of it is stored: try again";
}

/** Writes down once a second how far an import is, until it is stopped. */
function tellProgress({ importId, now }: Order) {
  let latest: ImportProgress = { rowCount: 0, bytesRead: 0 };
  let isTelling = false;
  const timer = setInterval(async () => {
    if (isTelling) return;
    isTelling = true;
    await tellImportProgress(writePool(), { importId, ...latest, nowMs: now() }).catch((error) =>
      log.warn("how far an import is could not be told", { importId, reason: String(error) }),
    );
    isTelling = false;
  }, TELL_MS);
  const onProgress = (progress: ImportProgress) => {
    latest = progress;
  };
  return { onProgress, stopTelling: () => clearInterval(timer) };
}
