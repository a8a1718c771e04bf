/** The x axis that all tracks of a page share. */
export type TrackTimes = {
  /** Start of the first bucket and end of the last. */
  fromMs: number;
  toMs: number;
  stepMs: number;
  /** Start of every bucket, oldest first. */
  startsMs: readonly number[];
  /** Index of the bucket that is not over yet; null: all are complete. */
  newest: number | null;
};

/** One line of a track; its values belong to the buckets of `TrackTimes` in order, null is a gap. */
export type TrackLine = {
  id: string;
  label: string;
  /** A CSS colour made of tokens, such as `var(--q95)`. */
  colour: string;
  weight: number;
  /** The compared period. */
  dotted?: boolean;
  values: readonly (number | null)[];
  /** Low and high end of where the true value lies. */
  band?: readonly (readonly [number, number] | null)[];
};

/** The slowest request of a bucket, whose trace is known. */
export type TrackExample = { value: number; traceId: string };

/** One chart of the stack, ready to draw. */
export type Track = {
  id: string;
  title: string;
  note: string;
  kind: "lines" | "area" | "bars";
  height: number;
  /** Of the plain values, such as "ms", as copied data names it; absent: a plain number. */
  unit?: string;
  /** From zero, or from below it when values are; the first is the bottom of the axis, the last its top. */
  ticks: readonly { value: number; label: string }[];
  /** Absent: linear. On a log axis every tick is above zero. */
  scale?: "log";
  lines: readonly TrackLine[];
  /** Drawn dashed, named by a pill on the axis; the p95 objective unless it has a name of its own. */
  limit?: { value: number; label: string; name?: string };
  /** Single requests as dots, one place for each bucket; null: none is known. */
  examples?: readonly (TrackExample | null)[];
  /** The line whose part above the limit is shaded. */
  shaded?: string;
  write: (value: number) => string;
};

/** A stretch of time that all tracks tint, and what is said about it. */
export type TrackInterval = {
  fromMs: number;
  toMs: number;
  tone: "critical" | "unknown";
  label: string;
};

/** Something that happened, as a line through all tracks. */
export type TrackFlag = { id: string; atMs: number; label: string; loud: boolean };

type Buckets = { startsMs: readonly number[]; stepMs: number; nowMs: number };

/** The shared axis of buckets; the last one is incomplete while it has not ended. */
export function toTrackTimes({ startsMs, stepMs, nowMs }: Buckets): TrackTimes {
  const first = startsMs[0] ?? 0;
  const last = startsMs.at(-1) ?? 0;
  return {
    fromMs: first,
    toMs: last + stepMs,
    stepMs,
    startsMs,
    newest: startsMs.length > 0 && last + stepMs > nowMs ? startsMs.length - 1 : null,
  };
}

/** Index of the bucket that holds a moment, clamped to the axis; null without buckets. */
export function bucketAt(times: TrackTimes, atMs: number): number | null {
  if (times.startsMs.length === 0) return null;
  const index = Math.floor((atMs - times.fromMs) / times.stepMs);
  return Math.min(times.startsMs.length - 1, Math.max(0, index));
}

/** Share of the axis at a moment, 0 at its start and 1 at its end; outside of it beyond. */
export const shareAt = (times: TrackTimes, atMs: number): number =>
  (atMs - times.fromMs) / (times.toMs - times.fromMs || 1);

/** Share of a track's axis at a value: 0 at its bottom, 1 at its top; outside of it beyond. */
export function valueShare(
  { ticks, scale }: Pick<Track, "ticks" | "scale">,
  value: number,
): number {
  const bottom = ticks[0]?.value ?? 0;
  const top = ticks.at(-1)?.value ?? 1;
  if (scale === "log") return Math.log(value / bottom) / (Math.log(top / bottom) || 1);
  return (value - bottom) / (top - bottom || 1);
}

export type ExampleDot = TrackExample & { index: number };

/** The largest example of every `bucketsApart` buckets, so that dots do not touch. */
export function exampleDots(
  examples: readonly (TrackExample | null)[],
  bucketsApart: number,
): ExampleDot[] {
  const dots: ExampleDot[] = [];
  const apart = Math.max(1, Math.ceil(bucketsApart));
  for (let from = 0; from < examples.length; from += apart) {
    const largest = examples
      .slice(from, from + apart)
      .flatMap((example, i) => (example === null ? [] : [{ ...example, index: from + i }]))
      .reduce<ExampleDot | null>(
        (most, dot) => (most && most.value >= dot.value ? most : dot),
        null,
      );
    if (largest) dots.push(largest);
  }
  return dots;
}

/** Last, mean and largest value of a line; null: nothing known. The newest incomplete bucket is left out. */
export function summaryOf(line: TrackLine, newest: number | null) {
  const complete = newest === null ? line.values : line.values.slice(0, newest);
  const known = complete.filter((value) => value !== null);
  const sum = known.reduce((total, value) => total + value, 0);
  return {
    last: known.at(-1) ?? null,
    mean: known.length > 0 ? sum / known.length : null,
    max: known.length > 0 ? Math.max(...known) : null,
  };
}

/** What is hidden after a click on a line's name: one more, or one less. */
export function toggled(hidden: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(hidden);
  if (!next.delete(id)) next.add(id);
  return next;
}

/** What is hidden after a double click: everything but that line, or nothing when it already stands alone. */
export function isolated(
  { lines }: Pick<Track, "lines">,
  hidden: ReadonlySet<string>,
  id: string,
): ReadonlySet<string> {
  const others = lines.map((line) => line.id).filter((other) => other !== id);
  const alone = !hidden.has(id) && others.every((other) => hidden.has(other));
  return new Set(alone ? [] : others);
}
