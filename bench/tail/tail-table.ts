import { table, whole } from "../table.ts";
import type { TailReport } from "./measure-tail.ts";

/** The samples of a live tail for people. */
export function tailTable({ recordsPerSecond, samples }: TailReport): string {
  const rows = samples.map(({ minute, sent, heapMib, elements }) => [
    String(minute),
    whole(sent),
    heapMib.toFixed(1),
    whole(elements),
  ]);
  const title = `A live tail in a browser, ${recordsPerSecond} records a second`;
  return `${title}\n${table([["minute", "records sent", "heap MiB", "DOM nodes"], ...rows])}`;
}
