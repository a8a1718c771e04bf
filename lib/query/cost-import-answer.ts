import type { CostImportAnswer } from "@/lib/contract/costs.ts";
import { NotFoundError } from "@/lib/domain/problem.ts";
import { primaryReadPool } from "@/lib/platform/db.ts";
import { type CostImportProgress, selectImportProgress } from "@/lib/store/cost-import-progress.ts";
import { type CostImport, selectCostImport } from "@/lib/store/cost-imports.ts";

/** Its process tells of it every second: silent for so long, it is gone, and its transaction with it. */
const SILENT_MS = 60_000;

/** What an import did, or how far it is. Throws `NotFoundError`. */
export async function queryCostImport(importId: string, nowMs: number): Promise<CostImportAnswer> {
  const isId = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(importId);
  const pool = primaryReadPool();
  const running = isId ? await selectImportProgress(pool, importId) : null;
  if (running) return unfinishedAnswer(running, nowMs);
  const stored = isId ? await selectCostImport(pool, importId) : null;
  if (!stored) throw new NotFoundError(`There is no import ${importId}`);
  return importAnswer(stored);
}

/** The answer of an import that is done. */
export const importAnswer = (done: CostImport): CostImportAnswer => ({
  ...{ id: done.importId, state: "done", source: done.source, part: done.part, error: null },
  bytesRead: done.bytesRead,
  bytesTotal: done.bytesRead,
  rows: done.rowCount,
  imported: done.importedCount,
  replaced: done.replacedCount,
  rejected: done.rejected,
  rejectedCount: done.rejectedCount,
  from: done.firstDay,
  to: done.lastDay,
  totals: done.totals,
});

function unfinishedAnswer(running: CostImportProgress, nowMs: number): CostImportAnswer {
  const isGone = running.state === "running" && nowMs - running.seenMs > SILENT_MS;
  const error = isGone
    ? "Its process ended, nothing of it is stored: send the file again"
    : running.error;
  return {
    ...{ id: running.importId, source: running.source, part: running.part, error },
    state: isGone ? "failed" : running.state,
    bytesRead: running.bytesRead,
    bytesTotal: running.bytesTotal,
    rows: running.rowCount,
    ...{ imported: 0, replaced: 0, rejected: [], rejectedCount: 0, from: null, to: null },
    totals: [],
  };
}
