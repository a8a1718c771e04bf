import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { TooLargeError } from "@/lib/domain/problem.ts";

/** A file that lies here longer belongs to a process that is gone. */
const LEFT_OVER_MS = 24 * 3_600_000;

/**
 * Writes bytes to a file of its own in `folder`, which is made if need be; what earlier processes left there goes. The
 * caller removes it. Throws `TooLargeError`, and leaves nothing, when there are more than `maxBytes`.
 */
export async function spoolToFile(
  bytes: AsyncIterable<Uint8Array>,
  { folder, maxBytes, nowMs }: { folder: string; maxBytes: number; nowMs: number },
): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await removeLeftOvers(folder, nowMs);
  const path = join(folder, randomUUID());
  const bounded = async function* () {
    let size = 0;
    for await (const piece of bytes) {
      size += piece.byteLength;
      if (size > maxBytes) throw new TooLargeError(`The file is longer than ${maxBytes} bytes`);
      yield piece;
    }
  };
  try {
    await pipeline(Readable.from(bounded()), createWriteStream(path, { mode: 0o600 }));
    return path;
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

async function removeLeftOvers(folder: string, nowMs: number): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: nowMs }));
    if (nowMs - mtimeMs > LEFT_OVER_MS) await rm(path, { force: true });
  }
}
