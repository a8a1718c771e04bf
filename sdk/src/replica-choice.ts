/** What is known of a replica. LSNs are byte positions in the write-ahead log. */
export type ReplicaState = {
  name: string;
  /** Null: it does not answer. */
  replayedLsn: bigint | null;
  /** How far behind the primary, in milliseconds; null: unknown. */
  lagMs: number | null;
  /** Queries running or waiting, per connection that it may use. */
  load: number;
};

/** Why a query went where it went. */
export type RouteReason =
  /** It writes, or its caller wants the primary. */
  | "write"
  | "least-loaded"
  | "no-replicas"
  /** Every replica is too far behind or away. */
  | "lag"
  /** The replica that was asked went away meanwhile. */
  | "lost-replica"
  /** No replica has replayed what this session wrote. */
  | "own-writes";

export type Choice = { replica: string | null; reason: RouteReason };

/**
 * Where a read goes: the least loaded replica whose lag is acceptable and which has replayed what the session wrote.
 * Null: the primary. `afterLsn`: the session's last write; null: it wrote nothing.
 */
export function chooseReplica(
  replicas: readonly ReplicaState[],
  { maxLagMs, afterLsn }: { maxLagMs: number; afterLsn: bigint | null },
): Choice {
  if (replicas.length === 0) return { replica: null, reason: "no-replicas" };
  const near = replicas.filter(({ lagMs }) => lagMs !== null && lagMs <= maxLagMs);
  if (near.length === 0) return { replica: null, reason: "lag" };
  const fit = near.filter(
    ({ replayedLsn }) => afterLsn === null || (replayedLsn !== null && replayedLsn >= afterLsn),
  );
  const [best] = fit.toSorted((a, b) => a.load - b.load);
  return best
    ? { replica: best.name, reason: "least-loaded" }
    : { replica: null, reason: "own-writes" };
}

/** `16/B374D848` as a number of bytes; null: it is none. */
export function parseLsn(text: string | null): bigint | null {
  const parts = /^([0-9A-Fa-f]{1,8})\/([0-9A-Fa-f]{1,8})$/.exec(text ?? "");
  if (!parts?.[1] || !parts[2]) return null;
  return (BigInt(`0x${parts[1]}`) << 32n) + BigInt(`0x${parts[2]}`);
}

/** Positions of the primary's log with the moment at which they were seen, oldest first. */
export type LsnMark = { lsn: bigint; atMs: number };

/**
 * How far a replica is behind, in milliseconds: the age of the oldest mark that it has not replayed; 0 when it has
 * replayed all. A primary without writes leaves no lag, which the time of the last replayed transaction would.
 */
export function lagOf(replayedLsn: bigint, marks: readonly LsnMark[], nowMs: number): number {
  const missing = marks.find(({ lsn }) => lsn > replayedLsn);
  return missing ? Math.max(0, nowMs - missing.atMs) : 0;
}

/** The marks with a new one, without those that say nothing more about lags up to `keepMs`. */
export function withMark(marks: readonly LsnMark[], mark: LsnMark, keepMs: number): LsnMark[] {
  const last = marks.at(-1);
  if (last && last.lsn >= mark.lsn) return [...marks];
  const old = marks.filter(({ atMs }) => atMs < mark.atMs - keepMs);
  return [...marks.slice(Math.max(0, old.length - 1)), mark];
}
