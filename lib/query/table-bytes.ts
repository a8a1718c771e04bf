import { readPool } from "@/lib/platform/db.ts";
import { readTableUsage } from "@/lib/store/disk-usage.ts";
import { kindOfTable } from "./table-kinds.ts";

const REMEMBER_MS = 60_000;

/** Bytes of a table, indexes included, and which tier it is. */
type TableBytes = { table: string; tier: string; bytes: number };

let remembered: { atMs: number; tables: TableBytes[] } | null = null;

/** Disk by table, at most a minute old. */
export async function tableBytes(nowMs = Date.now()): Promise<TableBytes[]> {
  if (remembered && nowMs - remembered.atMs < REMEMBER_MS) return remembered.tables;
  const usage = await readTableUsage(readPool());
  const tables = usage.map(({ table, bytes }) => ({
    table,
    tier: kindOfTable(table).tier,
    bytes,
  }));
  remembered = { atMs: nowMs, tables };
  return tables;
}
