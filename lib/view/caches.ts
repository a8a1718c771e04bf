import type { CacheFigures, CachesResponse } from "@/lib/contract/caches.ts";
import { cachesOf, wholeOfCaches } from "@/lib/domain/cache-flow.ts";
import { LOADER_LAYER } from "@/lib/domain/caches.ts";
import { type CacheRow, fallText } from "./cache-rows.ts";
import { changeText, ratioChangeText } from "./change.ts";
import { type ConcernLine, concernTrack } from "./concern-track.ts";
import { startsOf } from "./course.ts";
import type { Figure } from "./figure.ts";
import { formatCount, formatMs, formatRate, formatRatio } from "./format.ts";
import type { Condition } from "./sentence.ts";
import { type Track, type TrackTimes, toTrackTimes } from "./track.ts";

/** What the page says first. */
export function cachesCondition(rows: readonly CacheRow[], zone: string): Condition {
  const caches = rows.filter(({ key }) => key.layer !== LOADER_LAYER);
  const [worst] = caches;
  if (!worst) {
    return {
      status: "unknown",
      parts: [{ text: "No cache reported in this range.", tone: "fact" }],
    };
  }
  const fallen = caches.filter(({ fall }) => fall !== null);
  const told = fallen[0] && fallText(fallen[0], zone);
  if (fallen[0] && told) {
    const lasts = fallen.some(({ fall }) => fall?.toMs === null);
    const verb = lasts ? "answer" : "answered";
    return {
      status: fallen[0].status,
      parts: [
        {
          text: `${fallen.length} of ${caches.length} caches ${verb} less than usual: `,
          tone: "fact",
        },
        { text: `${fallen[0].name} ${told}.`, tone: lasts ? "critical" : "name" },
      ],
    };
  }
  const entering = sumOf(
    cachesOf(rows).map(({ layers }) => layers[0]?.totals.requestCount ?? null),
  );
  return {
    status: "ok",
    parts: [
      {
        text: `${plural(caches.length, "cache")} ${caches.length === 1 ? "answers" : "answer"} as usual. `,
        tone: "fact",
      },
      { text: `${formatCount(entering)} look-ups in this range.`, tone: "reason" },
    ],
  };
}

const plural = (count: number, word: string) => `${count} ${word}${count === 1 ? "" : "s"}`;

const sumOf = (values: readonly (number | null)[]): number | null => {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
};

/** Five figures over all caches shown, with the change against the period before. */
export function cacheFigures(
  { whole: told }: Pick<CachesResponse, "groups" | "whole">,
  rows: readonly CacheRow[],
  before: string,
): Figure[] {
  const caches = rows.filter(({ key }) => key.layer !== LOADER_LAYER);
  const all = cachesOf(rows);
  const overall = (pick: (row: CacheRow) => CacheFigures | null) => ({
    ...wholeOfCaches(all, pick),
    savedMs: sumOf(all.flatMap(({ layers }) => layers.map((row) => pick(row)?.savedMs ?? null))),
  });
  const now = overall(({ totals }) => totals);
  const was = overall(({ previous }) => previous);
  const courses = told ?? wholeByBucket(rows);
  const worst = caches[0]?.status ?? "unknown";
  const calm = (text: string | null): Figure["change"] =>
    text === null ? null : { text, tone: "calm" };
  const pair = (pick: (of: typeof now) => number | null) => ({ now: pick(now), before: pick(was) });
  const note = { note: `vs ${before}` };
  const change = (pick: (of: typeof now) => number | null) => {
    const text = changeText(pair(pick));
    return { change: calm(text), ...(text === null ? {} : note) };
  };
  const course = (figure: Exclude<keyof typeof courses, "at">): Pick<Figure, "spark"> => ({
    spark: { values: courses[figure] },
  });
  const ratioText = ratioChangeText(pair((of) => of.hitRatio));
  return [
    {
      id: "ratio",
      label: "Answered by a cache",
      status: worst === "unknown" ? "ok" : worst,
      value: formatRatio(now.hitRatio),
      change: calm(ratioText),
      ...(ratioText === null ? {} : note),
      ...course("hitRatio"),
    },
    {
      id: "rate",
      label: "Look-ups",
      status: "ok",
      value: formatRate(now.throughputPerSecond),
      ...change((of) => of.throughputPerSecond),
      ...course("throughputPerSecond"),
    },
    {
      id: "saved",
      label: "Time saved",
      status: "ok",
      value: formatMs(now.savedMs),
      change: null,
      note: "hits × next layer's mean",
    },
    {
      id: "evictions",
      label: "Evictions",
      status: "ok",
      value: { value: formatCount(now.evictions), unit: "" },
      ...change((of) => of.evictions),
      ...course("evictions"),
    },
    {
      id: "stale",
      label: "Served stale",
      status: "ok",
      value: { value: formatCount(now.staleHits), unit: "" },
      ...change((of) => of.staleHits),
      ...course("staleHits"),
    },
  ];
}

type Courses = Omit<NonNullable<CachesResponse["whole"]>, "at">;

/** What all caches did together by bucket, where every layer has its points. */
function wholeByBucket(rows: readonly CacheRow[]): Courses {
  const all = cachesOf(rows);
  const buckets = (rows[0]?.group.points ?? []).map((_, slot) =>
    wholeOfCaches(all, ({ group }) => group.points[slot] ?? null),
  );
  return {
    hitRatio: buckets.map((one) => one.hitRatio),
    throughputPerSecond: buckets.map((one) => one.throughputPerSecond),
    evictions: buckets.map((one) => one.evictions),
    staleHits: buckets.map((one) => one.staleHits),
    answeredPerSecond: buckets.map((one) => one.answeredPerSecond),
    throughPerSecond: buckets.map((one) => one.throughPerSecond),
  };
}

/** Hit ratio and latency by layer of a cache, and look-ups per second by what became of them. */
export function cacheTracks(
  answer: CachesResponse,
  rows: readonly CacheRow[],
  nowMs: number,
): { times: TrackTimes; tracks: Track[] } {
  const startsMs = startsOf({ whole: answer.whole, things: answer.groups });
  const isKnown = (row: CacheRow, figure: "hitRatio" | "p95Ms") =>
    row.group.points.length === 0
      ? row.totals[figure] !== null
      : row.group.points.some((point) => point[figure] !== null);
  /** Rows of which a figure is known, and how many of them have no points. */
  const chart = (figure: "hitRatio" | "p95Ms", of: readonly CacheRow[]) => {
    const known = of.filter((row) => isKnown(row, figure));
    const drawn = known.filter(({ group }) => group.points.length > 0);
    const lines = drawn.map(
      ({ id, name, group }): ConcernLine => ({
        ...{ id, label: name, values: group.points.map((point) => point[figure]) },
      }),
    );
    return { lines, more: known.length - drawn.length };
  };
  const caches = rows.filter(({ key }) => key.layer !== LOADER_LAYER);
  const whole = answer.whole ?? wholeByBucket(rows);
  const byResult: ConcernLine[] = [
    { id: "hits", label: "answered by a cache", values: whole.answeredPerSecond },
    { id: "misses", label: "let through", values: whole.throughPerSecond },
  ];
  return {
    times: toTrackTimes({ startsMs, stepMs: answer.stepSeconds * 1_000, nowMs }),
    tracks: [
      concernTrack({
        id: "ratio",
        title: "Hit ratio",
        note: "hits / (hits + misses) of the look-ups that reach the layer",
        ...chart("hitRatio", caches),
        unit: "1",
        ratio: true,
        addsUp: false,
        height: 180,
      }),
      concernTrack({
        id: "lookups",
        title: "Look-ups",
        note: "per second; one that passes several layers is one",
        lines: byResult,
        unit: "1/s",
        addsUp: false,
      }),
      concernTrack({
        id: "latency",
        title: "Latency",
        note: "p95 of a layer's answer",
        ...chart("p95Ms", rows),
        unit: "ms",
        addsUp: false,
      }),
    ],
  };
}
