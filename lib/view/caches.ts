import type { CacheFigures, CachesResponse } from "@/lib/contract/caches.ts";
import { type CacheFlow, LOADER_LAYER } from "@/lib/domain/caches.ts";
import { type CacheOf, cachesOf, flowIn, overallRatio } from "./cache-flow.ts";
import { type CacheRow, fallText } from "./cache-rows.ts";
import { changeText, ratioChangeText } from "./change.ts";
import { type ConcernLine, concernTrack } from "./concern-track.ts";
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

/** Of all caches together; a look-up that passes several layers of one is one. */
function overall(caches: readonly CacheOf[], pick: (row: CacheRow) => CacheFigures | null) {
  const figures = caches.flatMap(({ layers }) => layers.flatMap((row) => pick(row) ?? []));
  const entering = caches.flatMap(({ layers }) => (layers[0] && pick(layers[0])) ?? []);
  return {
    ratio: overallRatio(caches, pick),
    rate: sumOf(entering.map((one) => one.throughputPerSecond)),
    evictions: sumOf(figures.map((one) => one.evictions)),
    savedMs: sumOf(figures.map((one) => one.savedMs)),
    stale: sumOf(figures.map((one) => one.staleHits)),
  };
}

/** Five figures over all caches shown, with the change against the period before. */
export function cacheFigures(rows: readonly CacheRow[], before: string): Figure[] {
  const caches = rows.filter(({ key }) => key.layer !== LOADER_LAYER);
  const whole = cachesOf(rows);
  const now = overall(whole, ({ totals }) => totals);
  const was = overall(whole, ({ previous }) => previous);
  const slots = (rows[0]?.group.points ?? []).map((_, slot) =>
    overall(whole, ({ group }) => group.points[slot] ?? null),
  );
  const worst = caches[0]?.status ?? "unknown";
  const calm = (text: string | null): Figure["change"] =>
    text === null ? null : { text, tone: "calm" };
  const pair = (pick: (of: typeof now) => number | null) => ({ now: pick(now), before: pick(was) });
  const note = { note: `vs ${before}` };
  const change = (pick: (of: typeof now) => number | null) => {
    const text = changeText(pair(pick));
    return { change: calm(text), ...(text === null ? {} : note) };
  };
  const course = (pick: (of: typeof now) => number | null): Pick<Figure, "spark"> => ({
    spark: { values: slots.map((slot) => pick(slot)) },
  });
  const ratioText = ratioChangeText(pair((of) => of.ratio));
  return [
    {
      id: "ratio",
      label: "Answered by a cache",
      status: worst === "unknown" ? "ok" : worst,
      value: formatRatio(now.ratio),
      change: calm(ratioText),
      ...(ratioText === null ? {} : note),
      ...course((of) => of.ratio),
    },
    {
      id: "rate",
      label: "Look-ups",
      status: "ok",
      value: formatRate(now.rate),
      ...change((of) => of.rate),
      ...course((of) => of.rate),
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
      ...course((of) => of.evictions),
    },
    {
      id: "stale",
      label: "Served stale",
      status: "ok",
      value: { value: formatCount(now.stale), unit: "" },
      ...change((of) => of.stale),
      ...course((of) => of.stale),
    },
  ];
}

/** Hit ratio and latency by layer of a cache, and look-ups per second by what became of them. */
export function cacheTracks(
  answer: CachesResponse,
  rows: readonly CacheRow[],
  nowMs: number,
): { times: TrackTimes; tracks: Track[] } {
  const points = answer.groups[0]?.points ?? [];
  const startsMs = points.map(({ at }) => Date.parse(at));
  const lines = (pick: (figures: CacheFigures) => number | null): ConcernLine[] =>
    rows
      .filter(({ group }) => group.points.some((point) => pick(point) !== null))
      .map(({ id, name, group }) => ({ id, label: name, values: group.points.map(pick) }));
  const caches = lines((one) => one.hitRatio).filter(
    ({ id }) => rows.find((row) => row.id === id)?.key.layer !== LOADER_LAYER,
  );
  const whole = cachesOf(rows);
  const perSecond = (pick: (flow: CacheFlow) => number) =>
    points.map((_, slot) =>
      sumOf(
        whole.map(({ layers }) => {
          const figures = (row: CacheRow) => row.group.points[slot] ?? null;
          const flow = flowIn(layers, figures);
          const rate = layers[0] && figures(layers[0])?.throughputPerSecond;
          if (!flow || rate === null || rate === undefined) return null;
          return flow.entered > 0 ? (pick(flow) / flow.entered) * rate : 0;
        }),
      ),
    );
  const byResult: ConcernLine[] = [
    {
      ...{ id: "hits", label: "answered by a cache" },
      values: perSecond(({ entered, through }) => entered - through),
    },
    { id: "misses", label: "let through", values: perSecond(({ through }) => through) },
  ];
  return {
    times: toTrackTimes({ startsMs, stepMs: answer.stepSeconds * 1_000, nowMs }),
    tracks: [
      concernTrack({
        id: "ratio",
        title: "Hit ratio",
        note: "hits / (hits + misses) of the look-ups that reach the layer",
        lines: caches,
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
        lines: lines((one) => one.p95Ms),
        unit: "ms",
        addsUp: false,
      }),
    ],
  };
}
