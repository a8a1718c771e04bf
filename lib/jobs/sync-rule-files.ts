import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Pool } from "pg";
import { log } from "@/lib/platform/log.ts";
import { type RuleFile, rowsOfFiles } from "@/lib/query/rule-files.ts";
import { selectChannelIds, syncFileRows } from "@/lib/store/rule-files.ts";

/**
 * Makes the rules and objectives of a folder's YAML files those that are watched. A file that is wrong is told of by line,
 * and what came from it before stays as it was. Doing it twice changes nothing. Returns how many rows changed.
 */
export async function syncRuleFiles(pool: Pool, folder: string, nowMs: number): Promise<number> {
  const files = await readFolder(folder);
  if (files === null) return 0;
  const { rules, objectives, unread } = rowsOfFiles(files, await selectChannelIds(pool));
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    const changes = [
      await syncFileRows(client, "alert_rule", { rows: rules, unread, nowMs }),
      await syncFileRows(client, "alert_objective", { rows: objectives, unread, nowMs }),
    ];
    await client.query("COMMIT");
    client.release();
    return changes.reduce((sum, count) => sum + count, 0);
  } catch (error) {
    client.release(true);
    throw error;
  }
}

/** The YAML files of a folder, by name; null: it cannot be read, so that nothing is said about its rules. */
async function readFolder(folder: string): Promise<RuleFile[] | null> {
  try {
    const names = (await readdir(folder)).filter((name) => /\.ya?ml$/.test(name)).sort();
    return await Promise.all(
      names.map(async (source) => ({ source, text: await readFile(join(folder, source), "utf8") })),
    );
  } catch (error) {
    log.error("the folder of alert rules cannot be read", { folder, reason: String(error) });
    return null;
  }
}
