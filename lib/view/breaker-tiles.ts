import type { BreakerRow } from "./breaker-rows.ts";
import type { FigureStatus } from "./figure.ts";
import { formatRate, formatRatio, joined } from "./format.ts";
import { type Rect, treemap } from "./treemap.ts";

/** A breaker as a tile, or all those that got none of their own. Positions in px. */
export type BreakerTile = Rect & {
  /** Null: several breakers. */
  id: string | null;
  name: string;
  note: string;
  /** The state in words. */
  word: string;
  status: FigureStatus;
  isForced: boolean;
  /** The share of calls that failed. */
  failed: string;
  disagrees: boolean;
};

const MOST_TILES = 12;
/** Areas are traffic to this power, so that one busy breaker does not hide the others. */
const POWER = 0.8;
/** No tile is smaller than this share of an even one; trouble gets twice that. */
const FLOOR = 0.35;

type Drawn = Omit<BreakerTile, keyof Rect> & { rate: number };

/** Tiles that fill a box: the area is traffic, compressed. Those in trouble always have a tile of their own. */
export function breakerTiles(
  rows: readonly BreakerRow[],
  box: { width: number; height: number },
): BreakerTile[] {
  const byTraffic = (a: BreakerRow, b: BreakerRow) => (b.callCount ?? 0) - (a.callCount ?? 0);
  const troubled = rows.filter(({ status }) => status !== "ok");
  const calm = rows.filter(({ status }) => status === "ok").toSorted(byTraffic);
  const own = [...troubled, ...calm].slice(0, MOST_TILES);
  const others = [...troubled, ...calm].slice(MOST_TILES);
  const drawn = [...own.map(tileOf), ...(others.length === 0 ? [] : [restOf(others)])];
  const weights = drawn.map(({ rate }) => rate ** POWER);
  const even = weights.reduce((sum, weight) => sum + weight, 0) / drawn.length || 1;
  const weighed = drawn
    .map((tile, i) => {
      const least = even * FLOOR * (tile.status === "ok" ? 1 : 2);
      return { tile, weight: Math.max(weights[i] ?? 0, least) };
    })
    .toSorted((a, b) => b.weight - a.weight);
  const rects = treemap(
    weighed.map(({ weight }) => weight),
    box,
  );
  return weighed.flatMap(({ tile }, i) => {
    const { rate: _, ...shown } = tile;
    const rect = rects[i];
    return rect ? [{ ...shown, ...rect }] : [];
  });
}

function tileOf(row: BreakerRow): Drawn {
  return {
    ...{ id: row.id, name: row.breaker, status: row.status, word: row.state },
    note: `${row.service}, ${joined(formatRate(row.callsPerSecond))}`,
    isForced: row.state === "forced-open",
    failed: row.failureRatio === null ? "" : joined(formatRatio(row.failureRatio)),
    disagrees: row.disagreement !== null,
    rate: row.callsPerSecond ?? 0,
  };
}

function restOf(rows: readonly BreakerRow[]): Drawn {
  const rate = rows.reduce((sum, row) => sum + (row.callsPerSecond ?? 0), 0);
  const worst = rows.find(({ status }) => status !== "ok");
  return {
    ...{ id: null, name: `${rows.length} others`, status: worst?.status ?? "ok" },
    note: joined(formatRate(rate)),
    ...{ word: worst?.state ?? "closed", isForced: false, failed: "", disagrees: false, rate },
  };
}
