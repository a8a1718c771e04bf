import { type Document, isMap, LineCounter, type Node, parseDocument, stringify } from "yaml";
import { z } from "zod";
import { type AlertRuleSpec, alertRuleSpec } from "./alert-rules.ts";
import { type ObjectiveSpec, objectiveSpec } from "./objectives.ts";

/** Something of a rules file that cannot be used. Lines count from 1. */
export type RulesFileProblem = { line: number; message: string };

/** What a file holds; `channels` are names, since a file knows no ids. `line`: where it begins. */
export type FileEntry<Spec> = { spec: Spec; channels: string[]; line: number };

/** A rules file, whole or with everything that is wrong with it. */
export type RulesFile =
  | { kind: "read"; rules: FileEntry<AlertRuleSpec>[]; objectives: FileEntry<ObjectiveSpec>[] }
  | { kind: "wrong"; problems: RulesFileProblem[] };

const KEYS = ["rules", "objectives"] as const;
const MOST_PROBLEMS = 50;
const names = z.array(z.string().min(1)).max(20);

/** Reads rules and objectives as YAML. */
export function parseRulesFile(text: string): RulesFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineAt = (offset: number) => lines.linePos(offset).line;
  const problems: RulesFileProblem[] = document.errors.map(({ message, pos }) => ({
    line: lineAt(pos[0]),
    message,
  }));
  if (problems.length > 0) return { kind: "wrong", problems: problems.slice(0, MOST_PROBLEMS) };
  const root: unknown = document.contents;
  if (root !== null && !isMap(root)) {
    const message = "write rules: and objectives:, each with a list";
    return { kind: "wrong", problems: [{ line: 1, message }] };
  }
  const value = contentsOf(document);
  if (value === null) {
    return { kind: "wrong", problems: [{ line: 1, message: "it has too many aliases" }] };
  }
  /** The line of what a path leads to, or of the nearest thing around it. */
  const lineOf = (path: readonly PropertyKey[]): number => {
    for (let end = path.length; end > 0; end--) {
      const node = document.getIn(path.slice(0, end), true) as Node | undefined;
      if (node?.range) return lineAt(node.range[0]);
    }
    return 1;
  };
  for (const key of Object.keys(value)) {
    if (!KEYS.some((known) => known === key)) {
      problems.push({ line: lineOf([key]), message: `${key}: use rules or objectives` });
    }
  }
  const reader = { value, lineOf, problems };
  const rules = readList(reader, "rules", alertRuleSpec);
  const objectives = readList(reader, "objectives", objectiveSpec);
  if (problems.length === 0) return { kind: "read", rules, objectives };
  const sorted = problems.sort((a, b) => a.line - b.line).slice(0, MOST_PROBLEMS);
  return { kind: "wrong", problems: sorted };
}

/** What a document holds; null: its aliases unfold into far more than a file of rules needs. */
function contentsOf(document: Document): Record<string, unknown> | null {
  try {
    return document.toJS({ maxAliasCount: 100 }) ?? {};
  } catch {
    return null;
  }
}

type Reader = {
  value: Record<string, unknown>;
  lineOf: (path: readonly PropertyKey[]) => number;
  problems: RulesFileProblem[];
};

function readList<Spec extends { name: string }>(
  { value, lineOf, problems }: Reader,
  key: (typeof KEYS)[number],
  schema: z.ZodType<Spec>,
): FileEntry<Spec>[] {
  const list = value[key] ?? [];
  if (!Array.isArray(list)) {
    problems.push({ line: lineOf([key]), message: `${key}: this is not a list` });
    return [];
  }
  const known = new Set<string>();
  return list.flatMap((item: unknown, i): FileEntry<Spec>[] => {
    const note = (path: readonly PropertyKey[], message: string) =>
      problems.push({
        line: lineOf([key, i, ...path]),
        message: `${textOf([key, i, ...path])}: ${message}`,
      });
    const { channels, ...rest } = isRecord(item) ? item : {};
    const told = names.safeParse(channels ?? []);
    if (!told.success) note(["channels"], "this is not a list of channels' names");
    const parsed = schema.safeParse(isRecord(item) ? rest : item);
    if (!parsed.success) for (const { path, message } of parsed.error.issues) note(path, message);
    if (!parsed.success || !told.success) return [];
    const { name } = parsed.data;
    if (known.has(name)) note(["name"], `there is another one called ${name}`);
    known.add(name);
    return [{ spec: parsed.data, channels: told.data, line: lineOf([key, i]) }];
  });
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** `rules[1].query.measure` of a path. */
const textOf = (path: readonly PropertyKey[]): string =>
  path
    .map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`))
    .join("")
    .replace(/^\./, "");

/** One line for each problem. */
export const problemsText = (problems: readonly RulesFileProblem[]): string =>
  problems.map(({ line, message }) => `line ${line}: ${message}`).join("\n");

type Written = { name: string; channelIds: readonly string[] };

/** Rules and objectives as a file that `parseRulesFile` reads; channels by their names. */
export function writeRulesFile(
  { rules, objectives }: { rules: readonly Written[]; objectives: readonly Written[] },
  channelNames: ReadonlyMap<string, string>,
): string {
  const plain = ({ channelIds, ...spec }: Written) => ({
    ...Object.fromEntries(Object.entries(spec).filter(([, value]) => !isEmpty(value))),
    ...(channelIds.length === 0
      ? {}
      : { channels: channelIds.flatMap((id) => channelNames.get(id) ?? []) }),
  });
  const file = { rules: rules.map(plain), objectives: objectives.map(plain) };
  return stringify(file, { lineWidth: 110 });
}

const isEmpty = (value: unknown): boolean =>
  value === undefined || (isRecord(value) && Object.keys(value).length === 0);

export const rulesImportResponse = z.object({
  created: z.array(z.string()).meta({ description: "Names of new rules and objectives" }),
  changed: z.array(z.string()),
  unchanged: z.array(z.string()),
});
export type RulesImportResponse = z.infer<typeof rulesImportResponse>;
