import { isDeepStrictEqual } from "node:util";
import type { AlertRule } from "@/lib/contract/alert-rules.ts";
import type { StoredObjectiveSpec } from "@/lib/contract/objectives.ts";
import {
  parseRulesFile,
  problemsText,
  type RulesImportResponse,
  writeRulesFile,
} from "@/lib/contract/rules-file.ts";
import { ParameterError } from "@/lib/contract/time.ts";
import { selectChannels } from "@/lib/store/channels.ts";
import { changeAlertRule, createAlertRule, queryAlertRules } from "./alert-rules.ts";
import type { Asking } from "./boards.ts";
import { changeObjective, createObjective, queryStoredObjectives } from "./objectives.ts";
import { unknownChannels } from "./rule-files.ts";

type Stored = Pick<
  AlertRule,
  "id" | "source" | "version" | "createdAt" | "updatedAt" | "updatedBy"
>;

/** What was written, without what is known of it. */
function specOf<Kept extends Stored>(stored: Kept): Omit<Kept, keyof Stored> {
  const {
    id: _,
    source: _s,
    version: _v,
    createdAt: _c,
    updatedAt: _u,
    updatedBy: _b,
    ...spec
  } = stored;
  return spec;
}

/** Every rule and objective as YAML, those of files too. */
export async function exportRules(): Promise<string> {
  const { rules } = await queryAlertRules();
  const objectives = await queryStoredObjectives();
  const names = new Map((await selectChannels()).map(({ id, name }) => [id, name]));
  return writeRulesFile({ rules: rules.map(specOf), objectives: objectives.map(specOf) }, names);
}

/**
 * Takes rules and objectives as YAML: those of a name that exists are changed, others are made; what the file does not
 * name stays. Throws `ParameterError` with every line that is wrong, and then nothing was changed.
 */
export async function importRules(text: string, asking: Asking): Promise<RulesImportResponse> {
  const file = parseRulesFile(text);
  if (file.kind === "wrong") throw new ParameterError("body", problemsText(file.problems));
  const ids = new Map((await selectChannels()).map(({ id, name }) => [name, id]));
  const known = {
    rules: (await queryAlertRules()).rules,
    objectives: await queryStoredObjectives(),
  };
  const channelsOf = ({ channels }: { channels: string[] }) =>
    channels.flatMap((name) => ids.get(name) ?? []);
  requireFree([...file.rules, ...file.objectives], ids, [...known.rules, ...known.objectives]);
  const told: RulesImportResponse = { created: [], changed: [], unchanged: [] };
  for (const entry of file.rules) {
    const spec = { ...entry.spec, channelIds: channelsOf(entry) };
    const before = known.rules.find(({ name }) => name === spec.name);
    await take(
      told,
      { spec, before },
      {
        create: () => createAlertRule(spec, asking),
        change: (id) => changeAlertRule(id, spec, asking),
      },
    );
  }
  for (const entry of file.objectives) {
    const spec = { ...entry.spec, channelIds: channelsOf(entry) };
    const before = known.objectives.find(({ name }) => name === spec.name);
    await take(
      told,
      { spec, before },
      {
        create: () => createObjective(spec, asking),
        change: (id) => changeObjective(id, spec, asking),
      },
    );
  }
  return told;
}

type Entry = { spec: { name: string }; channels: string[]; line: number };

/** Throws `ParameterError` for channels that do not exist and for what a file alone may change, before anything is changed. */
function requireFree(
  entries: readonly Entry[],
  ids: ReadonlyMap<string, string>,
  known: readonly (AlertRule | StoredObjectiveSpec)[],
): void {
  const problems = entries.flatMap(({ spec, channels, line }) => {
    const owner = known.find(({ name, source }) => name === spec.name && source !== null);
    return [
      ...unknownChannels({ channels, line }, ids),
      ...(owner ? [{ line, message: `${spec.name} comes from the file ${owner.source}` }] : []),
    ];
  });
  if (problems.length > 0) throw new ParameterError("body", problemsText(problems));
}

async function take(
  told: RulesImportResponse,
  { spec, before }: { spec: { name: string }; before: Stored | undefined },
  save: { create: () => Promise<unknown>; change: (id: string) => Promise<unknown> },
): Promise<void> {
  if (!before) {
    await save.create();
    told.created.push(spec.name);
  } else if (isSame(specOf(before), spec)) {
    told.unchanged.push(spec.name);
  } else {
    await save.change(before.id);
    told.changed.push(spec.name);
  }
}

/** What JSON leaves out is not there. */
const isSame = (a: unknown, b: unknown): boolean =>
  isDeepStrictEqual(JSON.parse(JSON.stringify(a)), JSON.parse(JSON.stringify(b)));
