import { ParameterError } from "@/lib/contract/time.ts";
import { closePools } from "@/lib/platform/db.ts";
import { runThreadTask } from "@/lib/platform/task-thread.ts";
import { newReading } from "./cost-bill.ts";
import { importCostFile } from "./cost-import.ts";
import type { ImportOutcome, ImportProgress, ImportTask } from "./cost-import-thread.ts";

const TELL_MS = 500;

runThreadTask<ImportTask, ImportProgress, ImportOutcome>(async (task, tell) => {
  const reading = newReading();
  const tellNow = () => tell({ rowCount: reading.rowCount, bytesRead: reading.bytesRead });
  const timer = setInterval(tellNow, TELL_MS);
  try {
    const done = await importCostFile(task.path, { ...task, reading, now: Date.now });
    return { kind: "done", done };
  } catch (error) {
    if (!(error instanceof ParameterError)) throw error;
    return { kind: "mistake", field: error.field, message: error.message };
  } finally {
    clearInterval(timer);
    tellNow();
    await closePools();
  }
});
