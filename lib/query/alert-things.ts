import type { AlertQuestion, AlertSeries } from "./alert-question.ts";
import { ALERT_SOURCES } from "./alert-sources.ts";
import { requestCourse, requestTotals, type WindowGrid } from "./request-things.ts";

const MS = 1_000;

/** What a concern tells of every thing in the question's range, and of its parts if it has a step. Throws `ParameterError`. */
export async function readThings(question: AlertQuestion, nowMs: number): Promise<AlertSeries[]> {
  const { concern } = question;
  if (concern !== "requests") return (await ALERT_SOURCES[concern](question, nowMs)).series;
  const things = await requestTotals(question, nowMs);
  const parts = question.stepSeconds === undefined ? [] : await readParts(question, nowMs);
  return things.map((thing) => {
    const text = JSON.stringify(thing.key);
    return {
      ...thing,
      points: () =>
        parts.flatMap(({ atMs, things: told }) => {
          const own = told.find(({ key }) => JSON.stringify(key) === text);
          return own ? [{ atMs, figures: own.figures, count: own.count }] : [];
        }),
    };
  });
}

/** Requests of each whole step of a range. */
async function readParts(question: AlertQuestion, nowMs: number) {
  const { fromMs, toMs, stepSeconds: step = 60 } = question;
  const from = Math.ceil(fromMs / MS / step) * step;
  const count = Math.max(Math.floor((toMs / MS - from) / step), 1);
  const grid: WindowGrid = {
    ...{ first: from + step, count },
    ...{ everySeconds: step, windowSeconds: step, bucketSeconds: step },
  };
  const course = await requestCourse(question, grid, nowMs);
  return course.map((things, part) => ({ atMs: (from + part * step) * MS, things }));
}
