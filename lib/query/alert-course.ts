import { forecastStep } from "@/lib/domain/alert-forms.ts";
import { BURN_RATE } from "@/lib/domain/alert-measures.ts";
import { type AlertQuery, alertKeyText } from "@/lib/domain/alerts.ts";
import { NICE_STEPS } from "@/lib/domain/nice-steps.ts";
import { questionsOf, thingsOf } from "./alert-forms.ts";
import type { AlertPoint, AlertQuestion, AlertSeries } from "./alert-question.ts";
import { ALERT_SOURCES } from "./alert-sources.ts";
import { requestCourse } from "./request-things.ts";

const MS = 1_000;
/** Rows that are kept for long tell of whole minutes. */
const MINUTE = 60;
/** More moments than this are not worked out, however short a rule's interval is. */
const MOST_MOMENTS = 2_016;

/** Windows that overlap begin at least so large a part of a window apart. */
const MOST_STEPS_OF_WINDOW = 60;

/** Moments of one distance at which a rule is evaluated, each looking at the window before it; Unix seconds. */
export type CourseGrid = {
  first: number;
  count: number;
  everySeconds: number;
  windowSeconds: number;
};

/** What every thing was at one moment. */
export type CourseMoment = { atMs: number; things: AlertSeries[] };

/**
 * The moments of a range at which a rule can be evaluated afterwards: as often as it would be, but no more often than
 * bounded work and what is kept allow. Windows of requests and of bills overlap as they do while they are watched; of
 * other concerns one follows another.
 */
export function courseGrid(
  query: AlertQuery,
  intervalSeconds: number,
  range: { fromMs: number; toMs: number },
): CourseGrid {
  const seconds = (range.toMs - range.fromMs) / MS;
  const window = ceilTo(query.windowSeconds, MINUTE);
  const ofWindow = overlaps(query) ? stepBelow(window / MOST_STEPS_OF_WINDOW) : window;
  const least = Math.max(intervalSeconds, seconds / MOST_MOMENTS, ofWindow);
  const everySeconds = ceilTo(least, overlaps(query) ? MINUTE : window);
  const first = ceilTo(range.fromMs / MS, everySeconds);
  const last = Math.floor(range.toMs / MS / everySeconds) * everySeconds;
  return {
    first,
    count: Math.max(Math.floor((last - first) / everySeconds) + 1, 0),
    everySeconds,
    windowSeconds: window,
  };
}

/** The longest step of charts that is at most so long. */
const stepBelow = (seconds: number): number => NICE_STEPS.findLast((nice) => nice <= seconds) ?? 0;

const ceilTo = (value: number, width: number) => Math.ceil(value / width) * width;
/** What bills tell holds for a day, so that it can be looked at as often as it is. */
const OVERLAPPING: ReadonlySet<string> = new Set(["requests", "costs", "budgets"]);
const overlaps = ({ concern, forecast }: AlertQuery) => OVERLAPPING.has(concern) || !!forecast;

/** What a rule would have found at each moment of a grid, of the same questions and by the same steps as when it is watched. */
export async function readRuleCourse(
  query: AlertQuery,
  grid: CourseGrid,
  nowMs: number,
): Promise<CourseMoment[]> {
  const endMs = (grid.first + (grid.count - 1) * grid.everySeconds) * MS;
  const questions = questionsOf({ ...query, windowSeconds: grid.windowSeconds }, endMs);
  const courses: AlertSeries[][][] = [];
  for (const question of questions) {
    const shift = query.compare && courses.length === 1 ? query.compare.offsetSeconds : 0;
    const isShort = query.measure === BURN_RATE && courses.length === 1;
    const windowSeconds = isShort
      ? ceilTo(query.shortWindowSeconds ?? grid.windowSeconds, MINUTE)
      : grid.windowSeconds;
    const own = { ...grid, first: grid.first - ceilTo(shift, MINUTE), windowSeconds };
    courses.push(
      query.forecast
        ? await withParts(question, own, nowMs)
        : await readCourse(question, own, nowMs),
    );
  }
  return Array.from({ length: grid.count }, (_, moment) => {
    const atMs = (grid.first + moment * grid.everySeconds) * MS;
    return {
      atMs,
      things: thingsOf(
        query,
        courses.map((course) => course[moment] ?? []),
        atMs,
      ),
    };
  });
}

/** What every thing was over the window before each moment of a grid. */
async function readCourse(
  question: AlertQuestion,
  grid: CourseGrid,
  nowMs: number,
): Promise<AlertSeries[][]> {
  if (question.concern !== "requests") return readPointCourse(question, grid, nowMs);
  const bucketSeconds = bucketOf(grid);
  const course = await requestCourse(question, { ...grid, bucketSeconds }, nowMs);
  const points = () => [];
  return course.map((things) => things.map((thing) => ({ ...thing, points })));
}

/** The widest buckets of which both windows and their distance are multiples. */
function bucketOf({ first, everySeconds, windowSeconds }: CourseGrid): number {
  const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));
  return gcd(gcd(everySeconds, windowSeconds), first);
}

/** The points of a question whose step is the window: windows follow one another. */
async function readPointCourse(
  { stepSeconds: _, ...question }: AlertQuestion,
  { first, count, everySeconds, windowSeconds }: CourseGrid,
  nowMs: number,
): Promise<AlertSeries[][]> {
  if (question.concern === "requests") return [];
  const fromMs = (first - windowSeconds) * MS;
  const toMs = (first + (count - 1) * everySeconds) * MS;
  const asked = { ...question, fromMs, toMs, stepSeconds: windowSeconds };
  const told = await ALERT_SOURCES[question.concern](asked, nowMs);
  const moments: AlertSeries[][] = Array.from({ length: count }, () => []);
  // What is told more seldom than it is asked for holds until it is told again.
  const lasts = Math.max(Math.round(told.stepSeconds / everySeconds), 1);
  for (const thing of told.series) {
    for (const point of thing.points()) {
      const place = (point.atMs / MS + told.stepSeconds - first) / everySeconds;
      if (lasts === 1 && !Number.isInteger(place)) continue;
      const { figures, count: samples } = point;
      for (let moment = Math.ceil(place); moment < place + lasts; moment++) {
        moments[moment]?.push({ ...thing, figures, count: samples });
      }
    }
  }
  return moments;
}

/** Each moment's things with the parts of its window, which a forecast goes out from. */
async function withParts(
  question: AlertQuestion,
  grid: CourseGrid,
  nowMs: number,
): Promise<AlertSeries[][]> {
  const step = forecastStep(grid.windowSeconds);
  const first = Math.floor((grid.first - grid.windowSeconds) / step) * step + step;
  const last = grid.first + (grid.count - 1) * grid.everySeconds;
  const fine = { first, count: Math.floor((last - first) / step) + 1 };
  const parts = await readCourse(
    question,
    { ...fine, everySeconds: step, windowSeconds: step },
    nowMs,
  );
  const series = new Map<string, { thing: AlertSeries; points: AlertPoint[]; begin: number }>();
  for (const [part, things] of parts.entries()) {
    const atMs = (first + (part - 1) * step) * MS;
    for (const thing of things) {
      const text = alertKeyText(thing.key) + Object.keys(thing.figures).join();
      const known = series.get(text) ?? { thing, points: [], begin: 0 };
      known.points.push({ atMs, figures: thing.figures, count: thing.count });
      series.set(text, known);
    }
  }
  return Array.from({ length: grid.count }, (_, moment) => {
    const end = (grid.first + moment * grid.everySeconds) * MS;
    return [...series.values()].flatMap((known) => {
      const own = partsOf(known, { fromMs: end - grid.windowSeconds * MS, toMs: end - step * MS });
      const newest = own.at(-1);
      return newest ? [{ ...known.thing, ...newest, points: () => own }] : [];
    });
  });
}

/** The parts that begin in a time; asked for later and later times, so that none is looked at twice. */
function partsOf(
  known: { points: AlertPoint[]; begin: number },
  { fromMs, toMs }: { fromMs: number; toMs: number },
): AlertPoint[] {
  const { points } = known;
  while ((points[known.begin]?.atMs ?? fromMs) < fromMs) known.begin++;
  let end = known.begin;
  while ((points[end]?.atMs ?? Number.POSITIVE_INFINITY) <= toMs) end++;
  return points.slice(known.begin, end);
}
