import type { HeadroomResponse } from "@/lib/contract/headroom.ts";
import { LATE_AFTER_SECONDS } from "@/lib/domain/headroom.ts";
import type { SelfFigures } from "@/lib/platform/self-figures.ts";
import {
  type IngestCount,
  loadIngestCounts,
  loadKeptSpans,
  loadRefusals,
  type RefusalCount,
} from "@/lib/store/ingest-counts.ts";
import type { Queryable } from "@/lib/store/queryable.ts";

type Intake = HeadroomResponse["intake"];

const SIGNALS = ["traces", "metrics", "logs", "requests"] as const;
const MINUTE = 60;
const MOST_POINTS = 300;

/** What was taken and refused in whole minutes that the range (Unix ms) touches. */
export async function readIntake(
  pool: Queryable,
  range: { fromMs: number; toMs: number },
  self: SelfFigures,
): Promise<Intake> {
  const seconds = {
    from: Math.floor(range.fromMs / 1000 / MINUTE) * MINUTE,
    to: Math.ceil(range.toMs / 1000 / MINUTE) * MINUTE,
  };
  const [counts, refusals, spans] = await Promise.all([
    loadIngestCounts(pool, seconds),
    loadRefusals(pool, seconds),
    loadKeptSpans(pool, seconds),
  ]);
  const stepSeconds = Math.ceil((seconds.to - seconds.from) / MINUTE / MOST_POINTS) * MINUTE;
  return {
    signals: SIGNALS.map((signal) => signalFigures(signal, counts, refusals)),
    refusals: byReason(refusals),
    lateAfterSeconds: LATE_AFTER_SECONDS,
    spansReceived: spans.received,
    spansKept: spans.kept,
    keptShare: spans.received === 0 ? null : spans.kept / spans.received,
    commits: self.ingest?.commits ?? null,
    spool: self.ingest?.spool ?? null,
    databaseHealthy: self.ingest?.databaseHealthy ?? null,
    points: pointsOf(counts, refusals, { ...seconds, stepSeconds }),
    stepSeconds,
  };
}

function signalFigures(
  signal: (typeof SIGNALS)[number],
  counts: readonly IngestCount[],
  refusals: readonly RefusalCount[],
): Intake["signals"][number] {
  const own = counts.filter((count) => count.signal === signal);
  const sum = (field: "bodies" | "accepted" | "replays" | "late") =>
    own.reduce((total, count) => total + count[field], 0);
  const refused = refusals
    .filter((refusal) => refusal.signal === signal)
    .reduce((total, { count }) => total + count, 0);
  return {
    signal,
    bodies: sum("bodies"),
    accepted: sum("accepted"),
    refused,
    replays: sum("replays"),
    late: sum("late"),
  };
}

/** Most first. A signal that is none of ours was told by a path or a door that does not know it: `any`. */
function byReason(refusals: readonly RefusalCount[]): Intake["refusals"] {
  const found = new Map<string, Intake["refusals"][number]>();
  for (const { minute, signal, reason, count } of refusals) {
    const known = SIGNALS.find((one) => one === signal) ?? "any";
    const key = `${known}\n${reason}`;
    const before = found.get(key)?.count ?? 0;
    const lastAt = new Date(minute * 1000).toISOString();
    found.set(key, { signal: known, reason, count: before + count, lastAt });
  }
  return [...found.values()].sort((a, b) => b.count - a.count);
}

function pointsOf(
  counts: readonly IngestCount[],
  refusals: readonly RefusalCount[],
  { from, to, stepSeconds }: { from: number; to: number; stepSeconds: number },
): Intake["points"] {
  const first = Math.floor(from / stepSeconds) * stepSeconds;
  const length = Math.ceil((to - first) / stepSeconds);
  const points = Array.from({ length }, (_, i) => ({
    at: new Date((first + i * stepSeconds) * 1000).toISOString(),
    accepted: 0,
    refused: 0,
    late: 0,
  }));
  const at = (minute: number) => points[Math.floor((minute - first) / stepSeconds)];
  for (const { minute, accepted, late } of counts) {
    const point = at(minute);
    if (!point) continue;
    point.accepted += accepted;
    point.late += late;
  }
  for (const { minute, count } of refusals) {
    const point = at(minute);
    if (point) point.refused += count;
  }
  return points;
}
