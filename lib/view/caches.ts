import type { CacheChain, CacheFigures, CachesResponse } from "@/lib/contract/caches.ts";
import { compareLayers, LOADER_LAYER } from "@/lib/domain/caches.ts";
import { type CacheRow, fallText } from "./cache-rows.ts";
import { changeText, ratioChangeText } from "./change.ts";
import { type ConcernLine, concernTrack } from "./concern-track.ts";
import type { Figure } from "./figure.ts";
import {
  formatCount,
  formatMs,
  formatQuantity,
  formatRate,
  formatRatio,
  joined,
} from "./format.ts";
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
  const entering = sumOf(rows.map(({ totals }) => totals.requestCount));
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

/** Sums over caches; the loader is not a cache. */
function overall(figures: readonly CacheFigures[]) {
  const hits = sumOf(figures.map((one) => one.hits));
  const misses = sumOf(figures.map((one) => one.misses));
  return {
    ratio: hits === null || misses === null || hits + misses === 0 ? null : hits / (hits + misses),
    rate: sumOf(figures.map((one) => one.throughputPerSecond)),
    evictions: sumOf(figures.map((one) => one.evictions)),
    savedMs: sumOf(figures.map((one) => one.savedMs)),
    stale: sumOf(figures.map((one) => one.staleHits)),
  };
}

/** Five figures over all caches shown, with the change against the period before. */
export function cacheFigures(rows: readonly CacheRow[], before: string): Figure[] {
  const caches = rows.filter(({ key }) => key.layer !== LOADER_LAYER);
  const now = overall(caches.map(({ totals }) => totals));
  const was = overall(caches.flatMap(({ previous }) => previous ?? []));
  const worst = caches[0]?.status ?? "unknown";
  const calm = (text: string | null): Figure["change"] =>
    text === null ? null : { text, tone: "calm" };
  const pair = (pick: (of: typeof now) => number | null) => ({ now: pick(now), before: pick(was) });
  const note = { note: `vs ${before}` };
  const change = (pick: (of: typeof now) => number | null) => {
    const text = changeText(pair(pick));
    return { change: calm(text), ...(text === null ? {} : note) };
  };
  const ratioText = ratioChangeText(pair((of) => of.ratio));
  return [
    {
      id: "ratio",
      label: "Hit ratio, all layers",
      status: worst === "unknown" ? "ok" : worst,
      value: formatRatio(now.ratio),
      change: calm(ratioText),
      ...(ratioText === null ? {} : note),
    },
    {
      id: "rate",
      label: "Look-ups",
      status: "ok",
      value: formatRate(now.rate),
      ...change((of) => of.rate),
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
    },
    {
      id: "stale",
      label: "Served stale",
      status: "ok",
      value: { value: formatCount(now.stale), unit: "" },
      ...change((of) => of.stale),
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
  const perSecond = (pick: (figures: CacheFigures) => number | null) =>
    points.map((_, slot) =>
      sumOf(
        rows.map(({ group }) => {
          const point = group.points[slot];
          if (!point?.requestCount || point.throughputPerSecond === null)
            return point?.throughputPerSecond ?? null;
          const part = pick(point);
          return part === null ? null : (part / point.requestCount) * point.throughputPerSecond;
        }),
      ),
    );
  const byResult: ConcernLine[] = [
    { id: "hits", label: "hits", values: perSecond((one) => one.hits) },
    { id: "misses", label: "misses", values: perSecond((one) => one.misses) },
    { id: "errors", label: "errors", values: perSecond((one) => one.errors) },
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
        note: "per second, by what became of them",
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

/** A bar of the waterfall: it begins where the one before ended. */
export type ChainBar = {
  layer: string;
  label: string;
  from: number;
  share: number;
  shareText: string;
  answersText: string;
  latencyText: string;
  savedText: string;
  fivePointsText: string;
};

/** The way of a look-up through the layers of a cache, with what each saves and what five points would do. */
export function toChainBars(chain: CacheChain, rows: readonly CacheRow[]): ChainBar[] {
  let from = 0;
  const rate = chain.lookupsPerSecond;
  return [...chain.layers]
    .sort((a, b) => compareLayers(a.layer, b.layer))
    .map((layer) => {
      const own = rows.find(
        ({ key }) =>
          key.layer === layer.layer &&
          key.cache === chain.key.cache &&
          key.service === chain.key.service &&
          key.namespace === chain.key.namespace &&
          key.environment === chain.key.environment,
      );
      const share = layer.share ?? 0;
      const start = from;
      from += share;
      const loads =
        layer.loadsPerPoint === null || rate === null ? null : layer.loadsPerPoint * 5 * rate;
      return {
        layer: layer.layer,
        label: layer.layer === LOADER_LAYER ? "l3, loads" : layer.layer || "cache",
        from: start,
        share,
        shareText: joined(formatRatio(layer.share)),
        answersText:
          layer.share === null || rate === null ? "–" : joined(formatRate(layer.share * rate)),
        latencyText: `p50 ${joined(formatMs(own?.totals.p50Ms ?? null))}, p95 ${joined(formatMs(own?.totals.p95Ms ?? null))}`,
        savedText:
          layer.savedMs === null
            ? "–"
            : `${formatCount(layer.savedCalls)} calls, ${joined(formatMs(layer.savedMs))}`,
        fivePointsText: loads === null ? "–" : `∓${formatQuantity(loads)} loads/s`,
      };
    });
}
