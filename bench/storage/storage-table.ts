import { ms, table, whole } from "../table.ts";
import type { StorageReport } from "./measure-storage.ts";

/** The storage report for people. */
export function storageTable(report: StorageReport): string {
  const { rows, samplesARow, plain, packed, packMicroseconds, least } = report;
  const line = (name: string, { bytesARow, p50Ms, p95Ms }: StorageReport["plain"]) => [
    name,
    bytesARow.toFixed(1),
    ms(p50Ms),
    ms(p95Ms),
  ];
  const ratio = (a: number | null, b: number | null) =>
    a === null || b === null ? "–" : (a / b).toFixed(2);
  const title = `${whole(rows)} minutes of ${samplesARow} requests; packing took ${whole(packMicroseconds)} µs of processor time a row`;
  return `${title}\n${table([
    ["minutes", "bytes a row on disk", "24 h, 20 series, 1 min: p50 ms", "p95 ms"],
    line("plain", plain),
    line("packed", packed),
    [
      "packed : plain",
      (packed.bytesARow / plain.bytesARow).toFixed(2),
      ratio(packed.p50Ms, plain.p50Ms),
      ratio(packed.p95Ms, plain.p95Ms),
    ],
  ])}
Without keys and headers: ${least.packed.toFixed(1)} bytes a minute; no codec can do with less than ${least.all.toFixed(1)}, ${least.sketch.toFixed(1)} of them for the sketch`;
}
