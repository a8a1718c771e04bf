import type { LensFold } from "./lens-fold.ts";
import type { LensLine } from "./lens-line.ts";

/** Single points of some series in a part of a range; `figures` of a point as its class has them. */
type Part<Points> = { from: number; to: number; points: ReadonlyMap<bigint, Points> };
type Member = { series: { seriesId: bigint } };

/** What tells whether points are those that a line was drawn of: points are only ever added to a range. */
const PRINT = 4;
const print = new Float64Array(PRINT);

/**
 * Lines as they were last drawn from what cells came to, by the place of their group: most are asked for again before
 * anything was added to them. Holds for one way of drawing (`way`), and is forgotten when another is asked for.
 */
export class DrawnLines {
  private readonly lines: (LensLine<string, string> | undefined)[] = [];
  private readonly prints: number[] = [];

  constructor(readonly way: string) {}

  /** The line of a group, if nothing was added since; asked after `isTold` of the same group. */
  get(place: number): LensLine<string, string> | undefined {
    const at = place * PRINT;
    for (let i = 0; i < PRINT; i++) if (this.prints[at + i] !== print[i]) return undefined;
    return this.lines[place];
  }

  /** Keeps what was drawn after `isTold` of the same group. */
  set(place: number, line: LensLine<string, string>): void {
    this.lines[place] = line;
    const at = place * PRINT;
    for (let i = 0; i < PRINT; i++) this.prints[at + i] = print[i] ?? 0;
  }
}

/** Whether there are single points of some series; notes which, for `DrawnLines`. */
export function isTold<Points extends { times: readonly number[]; starts: readonly number[] }>(
  parts: readonly Part<Points>[],
  members: readonly Member[],
  figures: (points: Points) => readonly number[],
): boolean {
  let [count, times, starts, sum] = [0, 0, 0, 0];
  for (const { points } of parts) {
    for (const { series } of members) {
      const own = points.get(series.seriesId);
      if (!own) continue;
      const values = figures(own);
      count += own.times.length;
      for (let i = 0; i < own.times.length; i++) {
        times += own.times[i] ?? 0;
        starts += own.starts[i] ?? 0;
        sum += values[i] ?? 0;
      }
    }
  }
  print[0] = count;
  print[1] = times;
  print[2] = starts;
  print[3] = sum;
  return count > 0;
}

type Kinds = Record<"counters" | "gauges" | "histograms", DrawnLines>;

const drawn = new WeakMap<LensFold, Kinds>();

/** The lines that were last drawn from a fold in this way; `way`: all that they depend on beside its numbers and points. */
export function drawnLines(fold: LensFold, way: string): Kinds {
  const known = drawn.get(fold);
  if (known?.counters.way === way) return known;
  const made = {
    counters: new DrawnLines(way),
    gauges: new DrawnLines(way),
    histograms: new DrawnLines(way),
  };
  drawn.set(fold, made);
  return made;
}
