import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { Volume } from "./past-slices.ts";
import { type Progress, progress } from "./plan.ts";

/** How far an earlier backfill came; null: there was none, or nothing was remembered. */
export async function readProgress(file: string | undefined): Promise<Progress | null> {
  if (file === undefined) return null;
  const text = await readFile(file, "utf8").catch(() => null);
  return text === null ? null : progress.parse(JSON.parse(text));
}

/** Remembers how far a backfill came, and what it has pushed by then. */
export async function saveProgress(
  file: string | undefined,
  state: Progress & { pushed: Volume; requestsByService: Record<string, number> },
): Promise<void> {
  if (file === undefined) return;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.new`, `${JSON.stringify(state, null, 2)}\n`);
  await rename(`${file}.new`, file);
}
