import { LATE_SECONDS } from "@/lib/domain/metric-hours.ts";

/** What is older than this is all there, but for what is noted as late. */
const SETTLED_SECONDS = LATE_SECONDS + 60;
/** So often what has settled since is kept too. */
const STRIDE_SECONDS = 30;

/** How columns of a kind of points are made, filled with what is kept, and put one after another. */
export type PointKind<Points> = {
  empty: () => Points;
  keep: (into: Points, from: Points, at: number) => void;
  joined: (before: Points, after: Points) => Points;
};

/** Points between two moments (Unix seconds), of the series that were asked for. Null: a series has none. */
type Kept<Points> = {
  readonly version: string;
  readonly from: number;
  readonly until: number;
  readonly points: Map<bigint, Points | null>;
};

/** Which points: of some series between two moments (Unix seconds), while `version` says the same of the hours they lie in. */
export type RecentWanted = {
  ids: readonly bigint[];
  from: number;
  to: number;
  version: string;
  nowSeconds: number;
};

/**
 * The points of the last minutes, which no cells tell of yet, of what is asked about again and again. Those that nothing
 * can come between any more are kept: only the newest are read each time.
 */
export class RecentPoints<Points extends { times: number[] }> {
  private kept: Kept<Points> | null = null;

  constructor(private readonly kind: PointKind<Points>) {}

  /** The points that are wanted, perhaps with some before them. `load` reads the same from the store. */
  async read(
    wanted: RecentWanted,
    load: (ids: readonly bigint[], from: number, to: number) => Promise<Map<bigint, Points>>,
  ): Promise<Map<bigint, Points>> {
    const { ids, to } = wanted;
    const kept = this.keptFor(wanted);
    const missing = ids.filter((id) => !kept.points.has(id));
    const isBegun = kept.until > kept.from && missing.length > 0;
    const older = isBegun ? await load(missing, kept.from, kept.until) : new Map<bigint, Points>();
    const newer = await load(ids, kept.until, to);
    for (const id of missing) kept.points.set(id, older.get(id) ?? null);
    const found = new Map<bigint, Points>();
    for (const id of ids) {
      const [before, after] = [kept.points.get(id), newer.get(id)];
      const points = before && after ? this.kind.joined(before, after) : (before ?? after);
      if (points) found.set(id, points);
    }
    this.keep(kept, wanted, found);
    return found;
  }

  private keptFor({ version, from }: RecentWanted): Kept<Points> {
    const { kept } = this;
    // Nothing is ever added to what one question holds but series: several questions may be on their way.
    if (kept?.version === version && kept.from <= from && kept.until > from) return kept;
    return { version, from, until: from, points: new Map() };
  }

  /** Keeps what has settled since, when it is known of all series that are kept. */
  private keep(kept: Kept<Points>, wanted: RecentWanted, found: ReadonlyMap<bigint, Points>): void {
    const { ids, version, from } = wanted;
    const until = Math.floor(wanted.nowSeconds - SETTLED_SECONDS);
    if (until - kept.until < STRIDE_SECONDS || kept.points.size > ids.length) return;
    const { kept: current } = this;
    const isOlder = current !== null && current.version === version && current.until >= until;
    // Another question may have been quicker.
    if (isOlder && current.points.size >= ids.length) return;
    const points = new Map<bigint, Points | null>();
    for (const id of ids) points.set(id, this.settled(found.get(id), { from, until }));
    this.kept = { version, from, until, points };
  }

  private settled(
    points: Points | undefined,
    { from, until }: { from: number; until: number },
  ): Points | null {
    if (!points) return null;
    const cut = this.kind.empty();
    for (const [at, time] of points.times.entries()) {
      if (time >= from && time < until) this.kind.keep(cut, points, at);
    }
    return cut.times.length === 0 ? null : cut;
  }
}
