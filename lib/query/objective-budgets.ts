import type {
  ObjectiveGroup,
  ObjectiveResponse,
  ObjectiveSpec,
} from "@/lib/contract/objectives.ts";
import { type AlertQuery, alertKeyText } from "@/lib/domain/alerts.ts";
import {
  BURN_WINDOWS,
  budgetLeftOf,
  budgetShare,
  burnRateOf,
  type ObjectiveCounts,
} from "@/lib/domain/objectives.ts";
import { type AlertAnswer, answerQuestions } from "./alert-answers.ts";
import type { AlertFigures } from "./alert-question.ts";
import { questionOf, questionText } from "./alert-readings.ts";
import { requestCourse } from "./request-things.ts";

const MS = 1_000;
const DAY = 86_400;
const HOUR = 3_600;
/** A chart of a month has 240 points, of a week 168. */
const STEPS = { 7: HOUR, 28: 3 * HOUR, 30: 3 * HOUR } as const;

type Budgets = { groups: ObjectiveGroup[]; error: string | null };

const queryOf = (spec: ObjectiveSpec, windowSeconds: number): AlertQuery => ({
  ...{ concern: "requests", measure: "burnRate", groupBy: spec.groupBy, windowSeconds },
  filters: spec.filters,
  objective: spec.target,
  targetMs: spec.targetMs,
});

/** The windows of an objective: its own, and those of its alerts. */
const windowsOf = ({ windowDays }: ObjectiveSpec): number[] => [
  ...new Set([
    windowDays * DAY,
    ...BURN_WINDOWS.flatMap(({ longSeconds, shortSeconds }) => [longSeconds, shortSeconds]),
  ]),
];

/**
 * What is left of the budgets of objectives now and how fast they burn, in their order, from the same counts that their
 * alerts are made of. Objectives that ask the same share the questions.
 */
export async function readBudgets(
  specs: readonly ObjectiveSpec[],
  nowMs: number,
): Promise<Budgets[]> {
  const questions = specs.flatMap((spec) =>
    windowsOf(spec).map((seconds) => questionOf(queryOf(spec, seconds), nowMs)),
  );
  const answers = await answerQuestions(
    new Map(questions.map((one) => [questionText(one), one])),
    nowMs,
  );
  return specs.map((spec) => budgetsOf(spec, answers, nowMs));
}

type Counts = { key: Record<string, string>; counts: ObjectiveCounts };

function budgetsOf(
  spec: ObjectiveSpec,
  answers: ReadonlyMap<string, AlertAnswer>,
  nowMs: number,
): Budgets {
  const byWindow = new Map<number, Map<string, Counts>>();
  for (const seconds of windowsOf(spec)) {
    const query = queryOf(spec, seconds);
    const answer = answers.get(questionText(questionOf(query, nowMs)));
    if (answer?.kind !== "answered") return { groups: [], error: answer?.reason ?? "not answered" };
    const things = answer.things.filter(({ key }) => isAsked(key, spec));
    byWindow.set(
      seconds,
      new Map(
        things.map((thing) => [
          alertKeyText(thing.key),
          { key: thing.key, counts: countsOf(thing, spec) },
        ]),
      ),
    );
  }
  const whole = byWindow.get(spec.windowDays * DAY) ?? new Map<string, Counts>();
  const groups = [...whole].map(([text, { key, counts }]) =>
    groupOf(spec, { key, counts }, (seconds) => byWindow.get(seconds)?.get(text)?.counts),
  );
  const left = ({ budgetLeft }: ObjectiveGroup) => budgetLeft ?? Number.POSITIVE_INFINITY;
  return { groups: groups.sort((a, b) => left(a) - left(b)), error: null };
}

/** Whether a group's key passes the filters that its question left out. */
const isAsked = (key: Readonly<Record<string, string>>, { filters }: ObjectiveSpec): boolean =>
  Object.entries(filters).every(
    ([name, values]) => key[name] === undefined || !values?.length || values.includes(key[name]),
  );

const numberOf = (value: unknown): number => (typeof value === "number" ? value : 0);

const countsOf = (
  { figures }: AlertFigures,
  { targetMs }: Pick<ObjectiveSpec, "targetMs">,
): ObjectiveCounts => ({
  total: numberOf(figures.requestCount),
  bad: numberOf(targetMs === undefined ? figures.errorCount : figures.slowCount),
});

const NOTHING: ObjectiveCounts = { total: 0, bad: 0 };

function groupOf(
  spec: ObjectiveSpec,
  { key, counts }: Counts,
  within: (seconds: number) => ObjectiveCounts | undefined,
): ObjectiveGroup {
  const { total, bad } = counts;
  return {
    ...{ key, total, bad },
    goodRatio: total > 0 ? 1 - bad / total : null,
    budgetLeft: budgetLeftOf(spec, counts),
    burns: BURN_WINDOWS.map((window) => {
      const long = burnRateOf(spec, within(window.longSeconds) ?? NOTHING);
      const short = burnRateOf(spec, within(window.shortSeconds) ?? NOTHING);
      const isBurning = long !== null && short !== null && Math.min(long, short) >= window.burnRate;
      return { ...window, long, short, isBurning };
    }),
  };
}

type Points = ObjectiveResponse["groups"][number]["points"];

/**
 * How the budgets of an objective went over its window: what was left of the budget of the whole window's requests at the
 * end of each step.
 */
export async function readBudgetCourse(spec: ObjectiveSpec, nowMs: number) {
  const step = STEPS[spec.windowDays];
  const last = Math.ceil(nowMs / MS / step) * step;
  const count = (spec.windowDays * DAY) / step;
  const first = last - (count - 1) * step;
  const grid = {
    ...{ first, count, everySeconds: step, windowSeconds: step, bucketSeconds: step },
  };
  const question = questionOf(queryOf(spec, spec.windowDays * DAY), nowMs);
  const steps = await requestCourse(question, grid, nowMs);
  const pointsOf = ({ key, total }: Pick<ObjectiveGroup, "key" | "total">): Points => {
    const text = alertKeyText(key);
    let spent = 0;
    return steps.map((things, i) => {
      const own = things.find((thing) => alertKeyText(thing.key) === text);
      const counts = own && own.count !== null ? countsOf(own, spec) : null;
      spent += counts?.bad ?? 0;
      return {
        at: new Date((first + (i - 1) * step) * MS).toISOString(),
        total: counts?.total ?? null,
        bad: counts?.bad ?? null,
        budgetLeft: total > 0 ? 1 - spent / (total * budgetShare(spec)) : null,
      };
    });
  };
  return {
    from: new Date((first - step) * MS).toISOString(),
    to: new Date(last * MS).toISOString(),
    stepSeconds: step,
    pointsOf,
  };
}
