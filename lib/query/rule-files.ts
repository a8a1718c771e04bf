import { createHash } from "node:crypto";
import {
  type FileEntry,
  parseRulesFile,
  problemsText,
  type RulesFile,
  type RulesFileProblem,
} from "@/lib/contract/rules-file.ts";
import type { FileRow } from "@/lib/store/rule-files.ts";

/** A file of rules: its name in its folder, and what it says. */
export type RuleFile = { source: string; text: string };

/** A file that is wrong, and how. */
type UnreadFile = { source: string; problems: RulesFileProblem[] };

/** What is wrong with it, a line each. */
export const unreadText = ({ problems }: UnreadFile): string => problemsText(problems);

/** What files hold; `unread`: those that are wrong. */
export type RuleFileRows = { rules: FileRow[]; objectives: FileRow[]; unread: UnreadFile[] };

/** The rules and objectives of files. Of a file with a mistake nothing is taken. */
export function rowsOfFiles(
  files: readonly RuleFile[],
  channelIds: ReadonlyMap<string, string>,
): RuleFileRows {
  const rows: RuleFileRows = { rules: [], objectives: [], unread: [] };
  for (const { source, text } of files) {
    takeFile(source, withChannels(parseRulesFile(text), channelIds), rows);
  }
  return rows;
}

/** A file whose channels all exist; else with the lines that name others. */
function withChannels(file: RulesFile, known: ReadonlyMap<string, string>): RulesFile {
  if (file.kind === "wrong") return file;
  const problems = [...file.rules, ...file.objectives].flatMap((entry) =>
    unknownChannels(entry, known),
  );
  if (problems.length > 0) return { kind: "wrong", problems };
  const filled = <Spec>(entry: FileEntry<Spec>): FileEntry<Spec> => {
    const channelIds = entry.channels.flatMap((name) => known.get(name) ?? []);
    return { ...entry, spec: { ...entry.spec, channelIds } };
  };
  return { ...file, rules: file.rules.map(filled), objectives: file.objectives.map(filled) };
}

/** What an entry of a file says of channels that do not exist. */
export const unknownChannels = (
  { channels, line }: Pick<FileEntry<unknown>, "channels" | "line">,
  known: ReadonlyMap<string, string>,
): RulesFileProblem[] =>
  channels
    .filter((name) => !known.has(name))
    .map((name) => ({ line, message: `there is no channel called ${name}` }));

function takeFile(source: string, file: RulesFile, rows: RuleFileRows): void {
  if (file.kind === "wrong") {
    rows.unread.push({ source, problems: file.problems });
    return;
  }
  const rowOf = (kind: string, spec: { name: string; enabled?: boolean }): FileRow => ({
    ...{ id: idOf(kind, source, spec.name), name: spec.name, spec, source },
    enabled: spec.enabled ?? true,
  });
  rows.rules.push(...file.rules.map(({ spec }) => rowOf("rule", spec)));
  rows.objectives.push(...file.objectives.map(({ spec }) => rowOf("objective", spec)));
}

/** The same rule of the same file has the same id in every process and after every start: its alerts go on. */
const idOf = (kind: string, source: string, name: string): string =>
  `file-${createHash("sha256")
    .update(JSON.stringify([kind, source, name]))
    .digest("hex")
    .slice(0, 32)}`;
