const SECTOR_BYTES = 512;
/** Devices that only stand for memory, or for files on other devices. */
const NO_DISK = /^(?:loop|ram|zram)\d+$/;

/** What a block device did since the machine started. */
export type DiskCounts = { device: string; readBytes: number; writeBytes: number; busyMs: number };

/**
 * The devices of `/proc/diskstats` that did anything.
 * @see https://www.kernel.org/doc/Documentation/ABI/testing/procfs-diskstats
 */
export function parseDiskStats(text: string): DiskCounts[] {
  return rowsOf(text).flatMap(({ 2: device, 5: read, 9: written, 12: busy }) => {
    const readBytes = Number(read) * SECTOR_BYTES;
    const writeBytes = Number(written) * SECTOR_BYTES;
    const counts = { readBytes, writeBytes, busyMs: Number(busy) };
    if (device === undefined || NO_DISK.test(device)) return [];
    if (!Object.values(counts).every(Number.isFinite) || readBytes + writeBytes === 0) return [];
    return [{ device, ...counts }];
  });
}

/** What a network interface carried since it exists. */
export type NetworkCounts = { device: string; receiveBytes: number; transmitBytes: number };

/** The interfaces of `/proc/net/dev`. */
export function parseNetDev(text: string): NetworkCounts[] {
  return text.split("\n").flatMap((line) => {
    const [name = "", figures] = line.split(":");
    if (figures === undefined) return [];
    const { 0: received, 8: transmitted } = figures.trim().split(/\s+/).map(Number);
    if (received === undefined || transmitted === undefined || Number.isNaN(received)) return [];
    return [{ device: name.trim(), receiveBytes: received, transmitBytes: transmitted }];
  });
}

/** What this process read from and wrote to disks, by `/proc/self/io`; null: it does not say. */
export function parseProcessIo(text: string): { readBytes: number; writeBytes: number } | null {
  const figure = (name: string) => new RegExp(`^${name}: (\\d+)$`, "m").exec(text)?.[1];
  const [read, written] = [figure("read_bytes"), figure("write_bytes")];
  if (read === undefined || written === undefined) return null;
  return { readBytes: Number(read), writeBytes: Number(written) };
}

/** Where the file system of an absolute path is mounted, by `/proc/self/mounts`; null: none of them holds it. */
export function mountOf(text: string, path: string): string | null {
  const points = rowsOf(text).flatMap(({ 1: point }) =>
    point === undefined ? [] : [point.replaceAll("\\040", " ")],
  );
  const holding = points.filter(
    (point) => point === "/" || path === point || path.startsWith(`${point}/`),
  );
  return holding.toSorted((a, b) => b.length - a.length)[0] ?? null;
}

const rowsOf = (text: string): string[][] =>
  text.split("\n").flatMap((line) => (line.trim() === "" ? [] : [line.trim().split(/\s+/)]));
