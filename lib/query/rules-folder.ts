import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { AlertRulesResponse } from "@/lib/contract/alert-rules.ts";
import { type RuleFile, rowsOfFiles } from "./rule-files.ts";

/** The YAML files of a folder, by name. A folder that cannot be read says nothing about its rules. */
export type RulesFolderFound =
  | { kind: "read"; files: RuleFile[] }
  | { kind: "unreadable"; reason: string };

/** Reads a folder's `*.yaml` and `*.yml`. */
export async function readRulesFolder(folder: string): Promise<RulesFolderFound> {
  try {
    const names = (await readdir(folder)).filter((name) => /\.ya?ml$/.test(name)).sort();
    const files = await Promise.all(
      names.map(async (source) => ({ source, text: await readFile(join(folder, source), "utf8") })),
    );
    return { kind: "read", files };
  } catch (error) {
    return { kind: "unreadable", reason: String(error) };
  }
}

/** What is wrong with the files of a folder now, by line; line null: with the folder itself. */
export async function rulesFolderProblems(
  folder: string,
  channelIds: ReadonlyMap<string, string>,
): Promise<AlertRulesResponse["fileProblems"]> {
  const found = await readRulesFolder(folder);
  if (found.kind === "unreadable") return [{ source: folder, line: null, message: found.reason }];
  return rowsOfFiles(found.files, channelIds).unread.flatMap(({ source, problems }) =>
    problems.map(({ line, message }) => ({ source, line, message })),
  );
}
