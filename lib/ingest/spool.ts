import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import type { IngestItem, Signal } from "./ingest-item.ts";

const SIGNALS: readonly Signal[] = ["traces", "metrics", "logs", "requests"];
const HEADER_BYTES = 4 + 1 + 16 + 8 + 4;
const MARK = 0x48_53_50_31;

/**
 * Bodies on disk while Postgres is away, one file per batch, synced before they are acknowledged. Bounded: a full
 * spool refuses. Files are drained in order and removed once their bodies are committed; a body drained twice is
 * recognised by its hash.
 */
export class Spool {
  private bytes = 0;
  private sequence = 0;

  constructor(
    private readonly directory: string,
    private readonly mostBytes: number,
  ) {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    for (const name of this.files()) this.bytes += statSync(join(directory, name)).size;
    for (const name of readdirSync(directory)) {
      if (name.endsWith(".part")) rmSync(join(directory, name), { force: true });
    }
  }

  /** What lies on disk, and how much may. */
  get usage(): { bytes: number; mostBytes: number } {
    return { bytes: this.bytes, mostBytes: this.mostBytes };
  }

  get isEmpty(): boolean {
    return this.bytes === 0;
  }

  /** Puts the items on disk, synced. False when there is no room: none of them is kept then. */
  append(items: readonly IngestItem[], nowMs: number): boolean {
    const bytes = items.reduce((sum, item) => sum + HEADER_BYTES + item.body.length, 0);
    if (this.bytes + bytes > this.mostBytes) return false;
    const path = this.freePath(nowMs);
    try {
      writeSynced(`${path}.part`, items);
    } catch (error) {
      rmSync(`${path}.part`, { force: true });
      throw error;
    }
    renameSync(`${path}.part`, path);
    syncDirectory(this.directory);
    this.bytes += bytes;
    return true;
  }

  /** The oldest batch and the function that removes it; null when there is none. */
  oldest(): { items: IngestItem[]; remove: () => void } | null {
    const name = this.files()[0];
    if (name === undefined) {
      this.bytes = 0;
      return null;
    }
    const path = join(this.directory, name);
    const content = readFileSync(path);
    const remove = () => {
      rmSync(path, { force: true });
      this.bytes = Math.max(this.bytes - content.length, 0);
    };
    return { items: parse(content), remove };
  }

  private freePath(nowMs: number): string {
    for (;;) {
      const order = [String(nowMs).padStart(15, "0"), String(this.sequence++).padStart(8, "0")];
      const path = join(this.directory, `${order.join("-")}.spool`);
      if (!existsSync(path)) return path;
    }
  }

  private files(): string[] {
    return readdirSync(this.directory)
      .filter((name) => name.endsWith(".spool"))
      .sort();
  }
}

function writeSynced(path: string, items: readonly IngestItem[]): void {
  const file = openSync(path, "w", 0o600);
  try {
    for (const item of items) {
      writeWhole(file, header(item));
      writeWhole(file, item.body);
    }
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** A disk that is nearly full takes a part only: the rest then fails, and with it the batch. */
function writeWhole(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
}

function header(item: IngestItem): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES);
  bytes.writeUInt32BE(MARK, 0);
  bytes.writeUInt8(SIGNALS.indexOf(item.signal) * 2 + (item.hash === null ? 0 : 1), 4);
  if (item.hash !== null) bytes.write(item.hash, 5, "hex");
  bytes.writeDoubleBE(item.receivedMs, 21);
  bytes.writeUInt32BE(item.body.length, 29);
  return bytes;
}

/** A file that was cut short gives the bodies before the cut; only whole ones were acknowledged. */
function parse(content: Buffer): IngestItem[] {
  const items: IngestItem[] = [];
  for (let at = 0; at + HEADER_BYTES <= content.length && content.readUInt32BE(at) === MARK; ) {
    const kind = content.readUInt8(at + 4);
    const signal = SIGNALS[kind >> 1];
    const length = content.readUInt32BE(at + 29);
    const start = at + HEADER_BYTES;
    if (signal === undefined || start + length > content.length) break;
    items.push({
      signal,
      hash: kind % 2 === 1 ? content.toString("hex", at + 5, at + 21) : null,
      receivedMs: content.readDoubleBE(at + 21),
      body: content.subarray(start, start + length),
    });
    at = start + length;
  }
  return items;
}

function syncDirectory(path: string): void {
  const directory = openSync(path, "r");
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}
