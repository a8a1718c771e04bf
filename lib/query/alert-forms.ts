import { forecastStep, lineAt } from "@/lib/domain/alert-forms.ts";
import { BURN_RATE } from "@/lib/domain/alert-measures.ts";
import { type AlertComparison, type AlertQuery, alertKeyText } from "@/lib/domain/alerts.ts";
import { pairBurnRate } from "@/lib/domain/objectives.ts";
import type { AlertFigures, AlertQuestion, AlertSeries } from "./alert-question.ts";
import { questionOf } from "./alert-readings.ts";

const MS = 1_000;

/** What a rule asks at a time: one question, or two that are held against each other. */
export function questionsOf(query: AlertQuery, atMs: number): AlertQuestion[] {
  const { compare, forecast, shortWindowSeconds, windowSeconds } = query;
  const now = questionOf(query, atMs);
  if (query.measure === BURN_RATE) {
    return [
      now,
      questionOf({ ...query, windowSeconds: shortWindowSeconds ?? windowSeconds }, atMs),
    ];
  }
  if (compare) return [now, questionOf(query, atMs - compare.offsetSeconds * MS)];
  return forecast ? [{ ...now, stepSeconds: forecastStep(windowSeconds) }] : [now];
}

/** What a rule makes of the answers to its questions, in their order, at a time. */
export function thingsOf(
  query: AlertQuery,
  answers: readonly (readonly AlertSeries[])[],
  atMs: number,
): AlertSeries[] {
  const [now = [], other = []] = answers;
  if (query.measure === BURN_RATE) return burning(query, now, other);
  if (query.compare) return compared(query.compare, query.measure, { now, before: other });
  if (!query.forecast) return [...now];
  const leadsToMs = atMs + query.forecast.horizonSeconds * MS;
  return now.map((thing) => withFigures(thing, forecastOf(thing, query.measure, leadsToMs)));
}

const withFigures = (thing: AlertSeries, told: AlertFigures): AlertSeries => ({
  ...thing,
  ...told,
});

const numberOf = ({ figures }: AlertFigures, name: string): number | null => {
  const value = figures[name];
  return typeof value === "number" && Number.isFinite(value) ? value : null;
};

const byKey = (things: readonly AlertSeries[]) =>
  new Map(things.map((thing) => [alertKeyText(thing.key), thing]));

function burning(
  { objective = 0, targetMs }: AlertQuery,
  long: readonly AlertSeries[],
  short: readonly AlertSeries[],
): AlertSeries[] {
  const shortOf = byKey(short);
  const countsOf = (thing: AlertSeries) => ({
    total: numberOf(thing, "requestCount") ?? 0,
    bad: numberOf(thing, targetMs === undefined ? "errorCount" : "slowCount") ?? 0,
  });
  return long.map((thing) => {
    const own = shortOf.get(alertKeyText(thing.key));
    const pair = { long: countsOf(thing), short: own ? countsOf(own) : { total: 0, bad: 0 } };
    const burnRate = pairBurnRate({ target: objective }, pair);
    return withFigures(thing, { figures: { [BURN_RATE]: burnRate }, count: thing.count });
  });
}

function compared(
  { as }: AlertComparison,
  measure: string,
  { now, before }: { now: readonly AlertSeries[]; before: readonly AlertSeries[] },
): AlertSeries[] {
  const beforeOf = byKey(before);
  return now.flatMap((thing) => {
    if (!Object.hasOwn(thing.figures, measure)) return [];
    const own = beforeOf.get(alertKeyText(thing.key));
    const value = numberOf(thing, measure);
    const old = own ? numberOf(own, measure) : null;
    const known = value !== null && old !== null && (as === "difference" || old !== 0);
    const figure = !known ? null : as === "ratio" ? value / old : value - old;
    // Neither end proves anything with few samples.
    const counts = [thing.count, own?.count ?? null];
    const count = counts.every((one) => one !== null) ? Math.min(...counts.map(Number)) : null;
    return [withFigures(thing, { figures: { [measure]: figure }, count })];
  });
}

function forecastOf(thing: AlertSeries, measure: string, atMs: number): AlertFigures {
  if (!Object.hasOwn(thing.figures, measure)) return { figures: {}, count: thing.count };
  const values = thing.points().flatMap((point) => {
    const value = numberOf(point, measure);
    return value === null ? [] : [{ atMs: point.atMs, value }];
  });
  return { figures: { [measure]: lineAt(values, atMs) }, count: thing.count };
}
