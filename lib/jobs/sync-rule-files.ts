import type { Pool } from "pg";
import { log } from "@/lib/platform/log.ts";
import { type RuleFile, rowsOfFiles, unreadText } from "@/lib/query/rule-files.ts";
import { readRulesFolder } from "@/lib/query/rules-folder.ts";
import { selectChannelIds, syncFileRows } from "@/lib/store/rule-files.ts";

/** A folder of rules as code, looked at again and again. */
export class RulesFolder {
  /** What the rules that are watched were made of; null: nothing was looked at yet. */
  private taken: string | null = null;
  private last: string | null = null;

  constructor(private readonly folder: string) {}

  /**
   * Makes the rules and objectives of the folder's YAML files those that are watched, at the first look and when they or
   * the channels that they may name changed: once two looks in a row find the same, since a file may be half written. A
   * file that is wrong is told of by line, and what came from it before stays as it was. Returns how many rows changed.
   */
  async look(pool: Pool, nowMs: number): Promise<number> {
    const found = await readRulesFolder(this.folder);
    const channelIds = await selectChannelIds(pool);
    const text = JSON.stringify([found, [...channelIds]]);
    const isSettled = this.taken === null || text === this.last;
    this.last = text;
    if (text === this.taken || !isSettled) return 0;
    if (found.kind === "unreadable") {
      log.error("the folder of alert rules cannot be read", {
        ...{ folder: this.folder, reason: found.reason },
      });
    }
    const changes = found.kind === "read" ? await take(pool, { ...found, channelIds, nowMs }) : 0;
    if (changes > 0) log.info("alert rules were taken from files", { changes });
    this.taken = text;
    return changes;
  }
}

type Taken = { files: RuleFile[]; channelIds: ReadonlyMap<string, string>; nowMs: number };

async function take(pool: Pool, { files, channelIds, nowMs }: Taken): Promise<number> {
  const { rules, objectives, unread: wrong } = rowsOfFiles(files, channelIds);
  for (const file of wrong) {
    log.error("a file of alert rules cannot be used, what came from it stays", {
      ...{ source: file.source, problems: unreadText(file) },
    });
  }
  const unread = wrong.map(({ source }) => source);
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
