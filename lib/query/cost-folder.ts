import { createHash, randomUUID } from "node:crypto";
import { readdir, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { ParameterError } from "@/lib/contract/time.ts";
import { writePool } from "@/lib/platform/db.ts";
import { log } from "@/lib/platform/log.ts";
import { TaskThreadError } from "@/lib/platform/task-thread.ts";
import {
  type CostFile,
  forgetCostFiles,
  keepCostFile,
  selectCostFiles,
  selectTakenContent,
  whileAlone,
} from "@/lib/store/cost-files.ts";
import { importInThread } from "./cost-import-thread.ts";
import { fileBytes } from "./cost-table.ts";

/** A file whose size and time stayed for so long is written to no more. */
const SETTLED_MS = 10_000;
const BILL = /\.(?:csv|csv\.gz|gz|parquet)$/i;
/** Files that lie in no folder of their own. */
const USUAL_SOURCE = "folder";

/**
 * Looks through the watched folder once: takes files that are new or have changed, each content once. A file that is no
 * bill is noted and left alone until it changes; where the database fails, everything is tried again.
 */
export async function readCostFolder(
  folder: string,
  now: () => number,
  signal: AbortSignal,
): Promise<void> {
  await whileAlone(writePool(), async () => {
    const known = new Map((await selectCostFiles(writePool())).map((file) => [file.path, file]));
    const present = await filesOf(folder);
    for (const path of present) {
      if (signal.aborted) return;
      await look({ folder, path, now, signal }, known.get(path));
    }
    await forgetCostFiles(writePool(), present);
  });
}

type Place = { folder: string; path: string; now: () => number; signal: AbortSignal };

/** Paths of bills, relative to the folder, in the order of their names. */
async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && BILL.test(entry.name) && !entry.name.startsWith("."))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

async function look(place: Place, before: CostFile | undefined): Promise<void> {
  const { folder, path, now } = place;
  const found = await stat(join(folder, path)).catch(() => null);
  if (!found) return;
  const modifiedMs = Math.floor(found.mtimeMs);
  const isSame = before?.sizeBytes === found.size && before.modifiedMs === modifiedMs;
  if (isSame && (before.state === "done" || before.state === "broken")) return;
  const file: CostFile = {
    ...{ path, sizeBytes: found.size, modifiedMs, sha256: null, importId: null, error: null },
    ...{ state: "waiting", seenMs: isSame ? before.seenMs : now() },
  };
  if (!isSame) await keepCostFile(writePool(), file);
  if (now() - file.seenMs < SETTLED_MS) return;
  await take(place, file);
}

/** Reads a file that is whole, and keeps what came of it. */
async function take(place: Place, file: CostFile): Promise<void> {
  const { path, now } = place;
  try {
    const taken = await importOnce(place, file);
    await keepCostFile(writePool(), { ...file, ...taken, state: "done", seenMs: now() });
  } catch (error) {
    if (!isFiles(error) || place.signal.aborted) throw error;
    const reason = error.message.replace(/^body: /, "");
    log.warn("a file of costs is no bill", { path, reason });
    const broken = { ...file, state: "broken" as const, error: reason, seenMs: now() };
    await keepCostFile(writePool(), broken);
  }
}

/** Imports a content that was not taken before; which import has it. */
async function importOnce(
  { folder, path, signal }: Place,
  file: CostFile,
): Promise<{ sha256: string; importId: string }> {
  const sha256 = await hashOf(join(folder, path));
  const takenBy = await selectTakenContent(writePool(), sha256);
  if (takenBy !== null) return { sha256, importId: takenBy };
  await keepCostFile(writePool(), { ...file, state: "reading" });
  const importId = randomUUID();
  const task = { path: join(folder, path), importId, source: sourceOf(path), part: path };
  await importInThread(task, { signal });
  return { sha256, importId };
}

/** The file is no bill, cannot be read, or is too much: not the database's fault, and the others are none the worse for it. */
const isFiles = (error: unknown): error is Error =>
  error instanceof ParameterError ||
  error instanceof TaskThreadError ||
  (error instanceof Error && "syscall" in error && "path" in error);

/** The outermost folder names the source. */
function sourceOf(path: string): string {
  const [first = "", ...rest] = path.split(sep);
  return rest.length === 0 ? USUAL_SOURCE : first.slice(0, 64);
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of fileBytes(path)) hash.update(piece);
  return hash.digest("hex");
}
