import type {
  EventFigures,
  EventKey,
  EventsParams,
  EventsResponse,
} from "@/lib/contract/events.ts";
import {
  byEventTrouble,
  EVENT_DIMENSIONS,
  EVENT_LENS,
  type EventDimension,
  type EventMeasure,
} from "@/lib/domain/events.ts";
import { largestKnown, sumOfKnown } from "@/lib/domain/known-figures.ts";
import type { ServiceKey } from "@/lib/domain/service.ts";
import { readPool } from "@/lib/platform/db.ts";
import { inSnapshot } from "@/lib/store/metric-reads.ts";
import {
  answerCompared,
  type ConcernFound,
  type ConcernQuestion,
  type Drawn,
  type FoundGroup,
} from "./concern-answer.ts";
import { readRequestCounts, writable } from "./databases.ts";
import { eventFiguresAt } from "./event-figures.ts";
import { type EventSources, eventKeyText, eventSources } from "./event-operations.ts";
import { type EventLag, type EventSpans, readEventSpans } from "./event-spans.ts";
import { readLens } from "./lens-lines.ts";
import { onceBySlot } from "./once-by-slot.ts";
import { readOperations } from "./operation-lines.ts";
import type { RangePlan } from "./range-plan.ts";
import { planFor } from "./request-loading.ts";

type More = Pick<EventsResponse["groups"][number], "source" | "lagSource" | "failedTraceId">;
type Found = ConcernFound<EventKey, EventFigures, null, More, WholeFigure>;

/** Messages by destination and consumer group, over the range and by bucket. Throws `ParameterError`. */
export async function queryEvents(params: EventsParams, nowMs: number): Promise<EventsResponse> {
  const { extras: _, ...answer } = await answerCompared(params, nowMs, (question) =>
    readEvents(question, params),
  );
  return answer;
}

/** The destinations of one range. */
export async function readEvents(
  question: ConcernQuestion,
  wanted: Pick<EventsParams, "system" | "destination" | "consumerGroup" | "compare" | "step">,
): Promise<Found> {
  const { range, step, filters, nowMs } = question;
  const isCompared = wanted.compare !== undefined && wanted.step === undefined;
  const oldestMs = isCompared ? 2 * range.fromMs - range.toMs : range.fromMs;
  const leastStep = planFor(range, step, nowMs, oldestMs).stepSeconds;
  const { plan, lines, passed } = await inSnapshot(readPool(), (client) =>
    readLens(client, {
      ...{ lens: EVENT_LENS, filters, range, step: step && leastStep, leastStep, nowMs },
      groupOf,
      spare: question.isJudged ? SPARE : undefined,
      isWhole: question.isWhole,
    }),
  );
  const stepSeconds = question.isWhole ? leastStep : plan.stepSeconds;
  const operations = await readOperations(readPool(), {
    ...{ concern: "events", level: "target", nowMs, filters: writable(filters) },
    plan: planFor(range, stepSeconds, nowMs, range.fromMs),
  });
  const sources = [...eventSources(lines, operations, plan.points)]
    .filter(([, { key }]) => EVENT_DIMENSIONS.every((name) => isAmong(wanted[name], key[name])))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const processes = sources.some(([, { spans }]) => spans.process !== undefined);
  const kept: EventSpans =
    processes && !question.isJudged
      ? await readEventSpans({ fromMs: range.fromMs, toMs: Math.min(range.toMs, nowMs) })
      : { lags: new Map(), failed: new Map() };
  // Only spans leave it open whether nothing happened or nobody was there.
  const requestsOf =
    operations.length === 0 ? () => [] : await readRequestCounts(question, stepSeconds);
  const found = sources.map(([text, group]) => {
    const newest =
      group.lines.length === 0 ? null : Math.max(...group.lines.map((line) => line.newest));
    const lags = kept.lags.get(text) ?? [];
    const { points } = plan;
    const requests = requestsOf(group.key);
    const at = (slot: number) =>
      eventFiguresAt(group, {
        ...{ slot, points, seconds: passed(slot, slot < points ? newest : null) },
        reported: ((slot < points ? requests[slot] : requests.at(-1)) ?? null) !== null,
        lagsMs: slot === points ? lags.map(({ lagMs }) => lagMs) : lagsIn(lags, plan, slot),
      });
    const known = onceBySlot(at);
    const told = {
      key: group.key,
      ...moreOf(group, lags, kept.failed.get(text) ?? null),
      totals: at(points),
      at,
      course: (slot: number) => known(slot).throughputPerSecond,
    };
    return { group: told, known };
  });
  const groups = found.map(({ group }) => group);
  return { plan, groups, extras: null, drawn: (most) => drawnEvents(found, most) };
}

type Group = FoundGroup<EventKey, EventFigures> & More;
type WholeFigure = Exclude<keyof NonNullable<EventsResponse["whole"]>, "at">;

/** What the page draws: the first of its rows in every chart, all together, and what is beyond the first. */
function drawnEvents(
  found: readonly { group: Group; known: (slot: number) => EventFigures }[],
  most: number,
): Drawn<Group, WholeFigure> {
  const rows = found.toSorted((a, b) => byEventTrouble(a.group.totals, b.group.totals));
  const over =
    (of: typeof rows, figure: keyof EventFigures, merge: typeof sumOfKnown) => (slot: number) =>
      merge(of.map(({ known }) => known(slot)[figure]));
  const rest = rows.slice(most);
  return {
    charts: [rows.map(({ group }) => group)],
    whole: {
      published: over(rows, "published", sumOfKnown),
      processed: over(rows, "processed", sumOfKnown),
      failed: over(rows, "failed", sumOfKnown),
      deadLettered: over(rows, "deadLettered", sumOfKnown),
      p95Ms: over(rows, "p95Ms", largestKnown),
      lagP95Ms: over(rows, "lagP95Ms", largestKnown),
      restPerSecond: over(rest, "throughputPerSecond", sumOfKnown),
      restFailed: over(rest, "failed", sumOfKnown),
    },
  };
}

/** What no destination is judged by. */
const SPARE = {
  measures: new Set<EventMeasure>(["published", "publishMs", "lagMs", "backlog"]),
  thingOf: (one: Parameters<typeof groupOf>[0]): string => groupOf(one),
};

const groupOf = (one: ServiceKey & { dimensions: Readonly<Record<EventDimension, string>> }) =>
  eventKeyText({ ...one, ...one.dimensions });

const isAmong = (wanted: readonly string[], value: string) =>
  wanted.length === 0 || wanted.includes(value);

function lagsIn(lags: readonly EventLag[], plan: RangePlan, slot: number): number[] {
  const fromMs = (plan.first + slot * plan.stepSeconds) * 1_000;
  const toMs = fromMs + plan.stepSeconds * 1_000;
  return lags.flatMap(({ atMs, lagMs }) => (atMs >= fromMs && atMs < toMs ? lagMs : []));
}

function moreOf(
  { lines, spans }: EventSources,
  lags: readonly EventLag[],
  failedTraceId: string | null,
): More {
  const bySpans = spans.publish !== undefined || spans.process !== undefined;
  const told = lines.some(({ measure }) => measure === "lagMs");
  return {
    source: bySpans ? "spans" : "metrics",
    lagSource: told ? "metrics" : lags.length > 0 ? "spans" : null,
    failedTraceId,
  };
}
