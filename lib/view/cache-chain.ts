import type { CacheChain, CacheFigures } from "@/lib/contract/caches.ts";
import { compareLayers, LOADER_LAYER } from "@/lib/domain/caches.ts";
import type { CacheRow } from "./cache-rows.ts";
import {
  formatCount,
  formatMs,
  formatQuantity,
  formatRate,
  formatRatio,
  joined,
} from "./format.ts";

/** A bar of the waterfall: it begins where the one before ended. */
export type ChainBar = {
  layer: string;
  label: string;
  from: number;
  share: number;
  /** The same of the compared period; null: none is shown, or not known. */
  before: { from: number; share: number } | null;
  /** Which colour: the first three layers, then what no cache answers. */
  tone: 1 | 2 | 3 | "origin";
  shareText: string;
  answersText: string;
  latencyText: string;
  savedText: string;
  fivePointsText: string;
};

const POINTS = 5;

/** The way of a look-up through the layers of a cache, with what each saves and what five points would do. */
export function toChainBars(chain: CacheChain, rows: readonly CacheRow[]): ChainBar[] {
  const layers = chain.layers.toSorted((a, b) => compareLayers(a.layer, b.layer));
  const rowOf = (layer: string) =>
    rows.find(
      ({ key }) =>
        key.layer === layer &&
        key.cache === chain.key.cache &&
        key.service === chain.key.service &&
        key.namespace === chain.key.namespace &&
        key.environment === chain.key.environment,
    );
  const own = layers.map(({ layer }) => rowOf(layer));
  const earlier = sharesBefore(own.map((row) => row?.previous ?? null));
  const rate = chain.lookupsPerSecond;
  let from = 0;
  let fromBefore = 0;
  const bars = layers.map((layer, i): ChainBar => {
    const isLoader = layer.layer === LOADER_LAYER;
    const share = layer.share ?? 0;
    const totals = own[i]?.totals;
    const shareBefore = earlier?.[i] ?? null;
    const bar = {
      layer: layer.layer,
      label: isLoader ? "l3, loads" : layer.layer || "cache",
      ...{ from, share },
      before: shareBefore === null ? null : { from: fromBefore, share: shareBefore },
      tone: isLoader ? ("origin" as const) : (Math.min(i + 1, 3) as 1 | 2 | 3),
      shareText: joined(formatRatio(layer.share)),
      answersText:
        layer.share === null || rate === null ? "–" : joined(formatRate(layer.share * rate)),
      latencyText: `p50 ${joined(formatMs(totals?.p50Ms ?? null))}, p95 ${joined(formatMs(totals?.p95Ms ?? null))}`,
      savedText:
        layer.savedMs === null
          ? `${formatCount(layer.savedCalls)} calls`
          : `${formatCount(layer.savedCalls)} calls, ${joined(formatMs(layer.savedMs))}`,
      fivePointsText: isLoader ? "" : fivePoints(layer.loadsPerPoint, chain),
    };
    from += share;
    fromBefore += shareBefore ?? 0;
    return bar;
  });
  const hasLoader = layers.some(({ layer }) => layer === LOADER_LAYER);
  return hasLoader || !chain.restShare ? bars : [...bars, restBar(chain.restShare, { from, rate })];
}

/** Shares of the look-ups that entered in the compared period; null: it is not shown, or not told of each layer. */
function sharesBefore(previous: readonly (CacheFigures | null)[]): number[] | null {
  const entered = previous[0]?.requestCount ?? null;
  if (entered === null || entered <= 0) return null;
  const shares = previous.flatMap((one) => {
    const hits = one?.hits ?? null;
    return hits === null ? [] : [Math.min(1, hits / entered)];
  });
  return shares.length < previous.length ? null : shares;
}

/** "∓3.2 queries/s of 41 to the database"; "–" where it is not known. */
function fivePoints(
  loadsPerPoint: number | null,
  { lookupsPerSecond, databaseQueriesPerSecond: queries }: CacheChain,
): string {
  if (loadsPerPoint === null || lookupsPerSecond === null) return "–";
  const change = loadsPerPoint * POINTS * lookupsPerSecond;
  const loads = `∓${formatQuantity(change)} loads/s`;
  if (queries === null) return loads;
  const [fewer, more] = [Math.max(0, queries - change), queries + change];
  return `${loads}: ${formatQuantity(fewer)} or ${formatQuantity(more)} database queries/s instead of ${formatQuantity(queries)}`;
}

const restBar = (share: number, at: { from: number; rate: number | null }): ChainBar => ({
  ...{ layer: "origin", label: "behind it", from: at.from, share, before: null, tone: "origin" },
  shareText: joined(formatRatio(share)),
  answersText: at.rate === null ? "–" : joined(formatRate(share * at.rate)),
  latencyText: "not measured here",
  ...{ savedText: "", fivePointsText: "" },
});
