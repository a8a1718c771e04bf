import type { HeadroomResponse } from "@/lib/contract/headroom.ts";
import { formatDuration, formatTime } from "./time-format.ts";

/** One table on disk, ready to be listed. */
export type DiskRow = {
  id: string;
  table: string;
  concern: string;
  tier: string;
  bytes: number;
  /** Of everything on disk, 0–1. */
  share: number;
  rows: number | null;
  partitions: number;
  /** What its partitions cover; null: it is not partitioned by time. */
  covers: string | null;
  /** How long rows are kept, in words. */
  kept: string;
  keptForSeconds: number | null;
};

type Table = HeadroomResponse["storage"]["tables"][number];

const ARRIVALS = "arrivals";

function keptWords({ keptForSeconds, tier }: Table): string {
  if (keptForSeconds !== null) return formatDuration(keptForSeconds * 1_000);
  return tier === ARRIVALS ? "until folded" : "for good";
}

/** Tables with what they hold, the largest first. */
export function toDiskRows({ storage }: HeadroomResponse, zone: string): DiskRow[] {
  const write = (at: string) => formatTime(Date.parse(at), zone, "day-minute");
  return storage.tables
    .toSorted((a, b) => b.bytes - a.bytes || a.table.localeCompare(b.table))
    .map((table) => ({
      id: table.table,
      table: table.table,
      concern: table.concern,
      tier: table.tier,
      bytes: table.bytes,
      share: storage.databaseBytes > 0 ? table.bytes / storage.databaseBytes : 0,
      rows: table.rows,
      partitions: table.partitions,
      covers:
        table.oldestAt !== null && table.newestAt !== null
          ? `${write(table.oldestAt)} – ${write(table.newestAt)}`
          : null,
      kept: keptWords(table),
      keptForSeconds: table.keptForSeconds,
    }));
}
