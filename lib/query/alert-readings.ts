import { ALERT_CONCERNS, isAlertConcern } from "@/lib/domain/alert-measures.ts";
import { type AlertCondition, type AlertQuery, alertKeyText } from "@/lib/domain/alerts.ts";
import { SELF_SERVICE } from "@/lib/domain/service.ts";
import type { AlertQuestion, AlertThing } from "./alert-question.ts";

/** What a rule found of one of its groups. */
export type AlertReading = {
  key: Record<string, string>;
  value: number | null;
  count: number | null;
};

/** Concerns that merge what they measured into the groups that are asked for; the others answer with every thing. */
const MERGING: ReadonlySet<string> = new Set(["requests", "metrics", "logs", "costs"]);
/** Filters of things that their keys do not tell. */
const NOT_IN_KEY: ReadonlySet<string> = new Set(["instance"]);

/**
 * The question behind a rule's query at a time, as wide as possible: what the answer's keys tell is left to
 * `readingsOf`, so that many rules ask one question.
 */
export function questionOf(query: AlertQuery, atMs: number): AlertQuestion {
  const { concern, measure, filters, groupBy, windowSeconds } = query;
  if (!isAlertConcern(concern)) throw new Error(`rules cannot watch ${concern}`);
  const merges = MERGING.has(concern);
  // Headroom itself is left out of answers unless it is named.
  const namesSelf = filters.service?.includes(SELF_SERVICE) ?? false;
  const inKey = (name: string) => (merges ? isIn(groupBy, name) : !isNotIn(concern, name));
  const pushed = Object.entries(filters).filter(
    ([name]) => namesSelf || concern === "metrics" || !inKey(name),
  );
  // A bucket of ten seconds that has only begun is taken with it.
  const toMs = Math.ceil(atMs / 10_000) * 10_000;
  return {
    concern,
    measure: concern === "metrics" ? measure : null,
    filters: Object.fromEntries(pushed),
    groupBy: merges ? groupBy : [],
    fromMs: toMs - windowSeconds * 1_000,
    toMs,
    ...(query.targetMs === undefined ? {} : { targetMs: query.targetMs }),
  };
}

const isIn = (groupBy: readonly string[], name: string): boolean =>
  dimensionsOf(groupBy).includes(name);

function isNotIn(concern: keyof typeof ALERT_CONCERNS, name: string): boolean {
  const groupings: readonly string[] | null = ALERT_CONCERNS[concern].groupings;
  return NOT_IN_KEY.has(name) && !(groupings?.includes(name) ?? true);
}

/** A group by service tells its namespace and environment as well. */
const dimensionsOf = (groupBy: readonly string[]): string[] =>
  groupBy.includes("service")
    ? [...new Set([...groupBy, "namespace", "environment"])]
    : [...groupBy];

/** Two questions of one text have one answer. */
export const questionText = ({ filters, ...question }: AlertQuestion): string =>
  JSON.stringify([
    question,
    Object.entries(filters)
      .map(([name, values]) => [name, [...values].sort()] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  ]);

/**
 * What a rule makes of the answer to its question: the things that pass its filters, by its groups. Where several
 * things share a group the worst one counts, of those with enough samples if there are any.
 */
export function readingsOf(
  query: AlertQuery,
  condition: Pick<AlertCondition, "operator" | "minimumCount">,
  things: readonly AlertThing[],
): AlertReading[] {
  const dimensions = query.concern === "metrics" ? null : dimensionsOf(query.groupBy);
  const groups = new Map<string, AlertReading>();
  for (const thing of things) {
    if (!Object.hasOwn(thing.figures, query.measure)) continue;
    if (query.concern !== "metrics" && !passes(thing, query.filters)) continue;
    const key = dimensions === null ? thing.key : pick(thing.key, dimensions);
    const value = thing.figures[query.measure];
    const reading = { key, value: isNumber(value) ? value : null, count: thing.count };
    const text = alertKeyText(key);
    const known = groups.get(text);
    if (known === undefined || isWorse(reading, known, condition)) groups.set(text, reading);
  }
  return [...groups.values()];
}

const isNumber = (value: unknown): value is number =>
  typeof value === "number" && Number.isFinite(value);

const passes = ({ key }: AlertThing, filters: Record<string, string[]>): boolean =>
  Object.entries(filters).every(([name, values]) => {
    const own = key[name];
    return own === undefined || values.length === 0 || values.includes(own);
  });

function pick(key: Record<string, string>, dimensions: readonly string[]): Record<string, string> {
  const picked: Record<string, string> = {};
  for (const name of dimensions) {
    const value = key[name];
    if (value !== undefined) picked[name] = value;
  }
  return picked;
}

function isWorse(
  reading: AlertReading,
  known: AlertReading,
  { operator, minimumCount }: Pick<AlertCondition, "operator" | "minimumCount">,
): boolean {
  if (reading.value === null || known.value === null) return known.value === null;
  const enough = ({ count }: AlertReading) => minimumCount === null || (count ?? 0) >= minimumCount;
  if (enough(reading) !== enough(known)) return enough(reading);
  return operator.startsWith(">") ? reading.value > known.value : reading.value < known.value;
}
