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
  /** Null: it has none. */
  partitions: number | null;
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

const CONFIGURATION = "configuration";

/** Tables of configuration are many and small: they count as one. */
function gathered(tables: readonly Table[]): Table[] {
  const [first, ...others] = tables.filter(({ concern }) => concern === CONFIGURATION);
  const telemetry = tables.filter(({ concern }) => concern !== CONFIGURATION);
  if (!first) return telemetry;
  const bytes = others.reduce((sum, table) => sum + table.bytes, first.bytes);
  const table = `${others.length + 1} tables of configuration`;
  return [...telemetry, { ...first, table, tier: "–", bytes, rows: null, partitions: 0 }];
}

/** Tables with what they hold, the largest first; those of configuration together. */
export function toDiskRows({ storage }: HeadroomResponse, zone: string): DiskRow[] {
  const write = (at: string) => formatTime(Date.parse(at), zone, "day-minute");
  return gathered(storage.tables)
    .toSorted((a, b) => b.bytes - a.bytes || a.table.localeCompare(b.table))
    .map((table) => ({
      id: table.table,
      table: table.table,
      concern: table.concern,
      tier: table.tier,
      bytes: table.bytes,
      share: storage.databaseBytes > 0 ? table.bytes / storage.databaseBytes : 0,
      rows: table.rows,
      partitions: table.partitions === 0 ? null : table.partitions,
      covers:
        table.oldestAt !== null && table.newestAt !== null
          ? `${write(table.oldestAt)} – ${write(table.newestAt)}`
          : null,
      kept: keptWords(table),
      keptForSeconds: table.keptForSeconds,
    }));
}
