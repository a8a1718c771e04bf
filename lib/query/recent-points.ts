import { hourOf, LATE_SECONDS } from "@/lib/domain/metric-hours.ts";

const HOUR = 3_600;
/** What is older than this is all there, but for what is noted as late. */
const SETTLED_SECONDS = LATE_SECONDS + 60;
/** So often what has settled since is kept too. */
const STRIDE_SECONDS = 30;
/** Points so old are not kept: an hour, the hour before to compare it with, and what its first increase begins at. */
export const KEPT_SECONDS = 2.5 * HOUR;
/** So old points of any number of series are kept: no cells tell of them yet. */
export const YOUNG_SECONDS = 1_800;
/** Where more statements than this would fetch just what is missing, one fetches all. */
const MOST_LOADS = 4;

/** How columns of a kind of points are made, filled with what is kept, and put one after another, in new columns. */
export type PointKind<Points> = {
  empty: () => Points;
  keep: (into: Points, from: Points, at: number) => void;
  joined: (before: Points, after: Points) => Points;
  slice: (points: Points, first: number, end: number) => Points;
  /** Points that are kept at most, but for those of the last minutes. */
  most: number;
};

/** What a series has from one moment to another (Unix seconds), by time. Never changed. Null: nothing. */
type Run<Points> = { from: number; until: number; points: Points | null };

/** What is kept of an hour, while the same is said of it. */
type Hour<Points> = { version: string; runs: Map<bigint, Run<Points>> };

/** Part of what is wanted that lies in one hour and has settled. */
type Piece = { hour: number; version: string; from: number; to: number };

type Interval = readonly [from: number, to: number];

/**
 * Which points: of some series between two moments (Unix seconds). `versionOf` changes whenever something is added to
 * what has settled of an hour; null: it cannot be told, nothing is kept.
 */
export type RecentWanted = {
  ids: readonly bigint[];
  from: number;
  to: number;
  versionOf: (hour: number) => string | null;
  nowSeconds: number;
};

type Load<Points> = (
  ids: readonly bigint[],
  from: number,
  to: number,
) => Promise<Map<bigint, Points>>;

/**
 * The points of the last hours that are asked for again and again. Those that nothing can come between any more are kept
 * by series and hour, so that questions about other series or times take nothing from each other: only the newest are
 * read each time.
 */
export class RecentPoints<Points extends { times: number[] }> {
  private readonly hours = new Map<number, Hour<Points>>();

  constructor(private readonly kind: PointKind<Points>) {}

  /** The points that are wanted, which the caller may add to. `load` reads the same from the store. */
  async read(wanted: RecentWanted, load: Load<Points>): Promise<Map<bigint, Points>> {
    const { ids, from, to } = wanted;
    const pieces = piecesOf(wanted);
    let runs = new Map(ids.map((id) => [id, this.runsOf(id, pieces)]));
    let loads = loadsOf(wanted, (id) => missing(wanted, pieces, runs.get(id) ?? []));
    if (loads.length > MOST_LOADS) {
      runs = new Map();
      loads = [{ ids, from, to }];
    }
    const loaded = new Map<bigint, Points>();
    for (const one of loads) {
      for (const [id, points] of await load(one.ids, one.from, one.to)) {
        const before = loaded.get(id);
        loaded.set(id, before ? this.kind.joined(before, points) : points);
      }
    }
    for (const [i, piece] of pieces.entries()) {
      for (const id of ids) this.keep(id, piece, runs.get(id)?.[i], loaded.get(id));
    }
    this.forget(wanted.nowSeconds);
    return this.answer(ids, { pieces, runs, loaded });
  }

  /** What is kept of each piece's hour. */
  private runsOf(id: bigint, pieces: readonly Piece[]): (Run<Points> | undefined)[] {
    return pieces.map(({ hour, version }) => {
      const kept = this.hours.get(hour);
      return kept?.version === version ? kept.runs.get(id) : undefined;
    });
  }

  private answer(
    ids: readonly bigint[],
    known: {
      pieces: readonly Piece[];
      runs: ReadonlyMap<bigint, (Run<Points> | undefined)[]>;
      loaded: ReadonlyMap<bigint, Points>;
    },
  ): Map<bigint, Points> {
    const found = new Map<bigint, Points>();
    for (const id of ids) {
      let points: Points | null = null;
      for (const [i, piece] of known.pieces.entries()) {
        const cut = this.cut(known.runs.get(id)?.[i]?.points, piece);
        if (cut) points = points ? this.kind.joined(points, cut) : cut;
      }
      const own = known.loaded.get(id) ?? null;
      const all = points && own ? this.kind.joined(points, own) : (points ?? own);
      if (all) found.set(id, all);
    }
    return found;
  }

  /** Those between two moments, in columns of their own; null: none. */
  private cut(
    points: Points | null | undefined,
    { from, to }: { from: number; to: number },
  ): Points | null {
    if (!points) return null;
    const first = placeOf(points.times, from);
    const end = placeOf(points.times, to);
    return first < end ? this.kind.slice(points, first, end) : null;
  }

  /** Keeps what is now known of a piece, with what was kept of its hour where the one touches the other. */
  private keep(
    id: bigint,
    piece: Piece,
    run: Run<Points> | undefined,
    loaded: Points | undefined,
  ): void {
    const { hour, version, from, to } = piece;
    if (run && run.from <= from && run.until >= to) return;
    const isJoined = run !== undefined && run.from <= to && run.until >= from;
    const points = this.kind.empty();
    const add = (some: Points, accepts: (time: number) => boolean) => {
      for (const [at, time] of some.times.entries()) {
        if (accepts(time)) this.kind.keep(points, some, at);
      }
    };
    const isOfRun = (time: number) => isJoined && time >= run.from && time < run.until;
    if (isJoined && run.points) add(run.points, () => true);
    if (loaded) add(loaded, (time) => time >= from && time < to && !isOfRun(time));
    const kept = this.hours.get(hour);
    // As it was read: while another question was, an hour may have been made again.
    const own = kept?.version === version ? kept : { version, runs: new Map() };
    this.hours.set(hour, own);
    own.runs.set(id, {
      from: isJoined ? Math.min(run.from, from) : from,
      until: isJoined ? Math.max(run.until, to) : to,
      points: points.times.length === 0 ? null : this.sorted(points),
    });
  }

  private sorted(points: Points): Points {
    const { times } = points;
    if (times.every((time, i) => i === 0 || (times[i - 1] ?? 0) <= time)) return points;
    const sorted = this.kind.empty();
    const order = times.map((_, i) => i).sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0));
    for (const at of order) this.kind.keep(sorted, points, at);
    return sorted;
  }

  /** Forgets hours long past, and of many points all but those of the last minutes. */
  private forget(nowSeconds: number): void {
    const newestFirst = [...this.hours.keys()].sort((a, b) => b - a);
    let points = 0;
    for (const hour of newestFirst) {
      const { runs } = this.hours.get(hour) ?? { runs: new Map<bigint, Run<Points>>() };
      for (const run of runs.values()) points += run.points?.times.length ?? 0;
      if (hour + HOUR <= nowSeconds - KEPT_SECONDS) this.hours.delete(hour);
      else if (points <= this.kind.most) continue;
      else if (hour + HOUR <= nowSeconds - YOUNG_SECONDS) this.hours.delete(hour);
      else this.shorten(runs, nowSeconds - YOUNG_SECONDS);
    }
  }

  private shorten(runs: Map<bigint, Run<Points>>, since: number): void {
    for (const [id, run] of runs) {
      // What was shortened a moment ago is short enough.
      if (run.from > since - SETTLED_SECONDS) continue;
      const points = this.cut(run.points, { from: since, to: run.until });
      if (run.until <= since) runs.delete(id);
      else runs.set(id, { from: since, until: run.until, points });
    }
  }
}

/** The parts of what is wanted, by hour, to which nothing is added but what is noted. */
function piecesOf({ from, to, versionOf, nowSeconds }: RecentWanted): Piece[] {
  const settled = Math.floor((nowSeconds - SETTLED_SECONDS) / STRIDE_SECONDS) * STRIDE_SECONDS;
  const end = Math.min(to, settled);
  const pieces: Piece[] = [];
  for (let hour = hourOf(from); hour < end; hour += HOUR) {
    const version = versionOf(hour);
    if (version === null) continue;
    pieces.push({ hour, version, from: Math.max(from, hour), to: Math.min(end, hour + HOUR) });
  }
  return pieces;
}

/** What must be read of a series of which these runs are kept, piece by piece. */
function missing(
  { from, to }: { from: number; to: number },
  pieces: readonly Piece[],
  runs: readonly (Run<unknown> | undefined)[],
): Interval[] {
  const intervals: Interval[] = [];
  let at = from;
  for (const [i, piece] of pieces.entries()) {
    const run = runs[i];
    if (!run) continue;
    const [known, until] = [Math.max(run.from, piece.from), Math.min(run.until, piece.to)];
    if (known >= until) continue;
    if (known > at) intervals.push([at, known]);
    at = until;
  }
  if (to > at) intervals.push([at, to]);
  return intervals;
}

/** One statement for all series of which the same is missing. */
function loadsOf(
  { ids }: { ids: readonly bigint[] },
  missingOf: (id: bigint) => Interval[],
): { ids: readonly bigint[]; from: number; to: number }[] {
  const byText = new Map<string, { ids: bigint[]; intervals: Interval[] }>();
  for (const id of ids) {
    const intervals = missingOf(id);
    const text = intervals.join(" ");
    const same = byText.get(text);
    if (same) same.ids.push(id);
    else byText.set(text, { ids: [id], intervals });
  }
  return [...byText.values()].flatMap(({ ids: some, intervals }) =>
    intervals.map(([from, to]) => ({ ids: some, from, to })),
  );
}

/** Position of the first of sorted times that is not before a moment. */
function placeOf(times: readonly number[], moment: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) < moment) low = middle + 1;
    else high = middle;
  }
  return low;
}
