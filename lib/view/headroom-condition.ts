import type { HeadroomResponse } from "@/lib/contract/headroom.ts";
import { formatCount } from "./format.ts";
import type { Condition, SentencePart } from "./sentence.ts";
import { formatDuration } from "./time-format.ts";
import { unitFormat, writeWith } from "./unit-format.ts";

/** Something that limits how far answers can be trusted, worst kind first. */
type Trouble = { severity: "critical" | "warning"; text: string };

/** From its last byte to its commit, a body should not take longer than this (p95). */
const SLOW_LAG_MS = 5_000;
/** Arrivals beside the tiers are read too; beyond this the reads of long ranges suffer. */
const OLD_FOLD_MS = 600_000;
const FULL_HEAP = 0.9;
const BLOCKED_LOOP_MS = 500;
/** No data for this long is said first: it may be the senders. */
const QUIET_MS = 300_000;

const bytes = writeWith(unitFormat("By"));
export const writeBytes = (value: number | null): string => bytes(value);

const THINGS: Record<HeadroomResponse["intake"]["refusals"][number]["signal"], string> = {
  traces: "spans",
  metrics: "data points",
  logs: "log records",
  requests: "requests",
  any: "bodies",
};

/** What a signal is made of, such as "spans". */
export const thingsOf = (signal: keyof typeof THINGS): string => THINGS[signal];

function databaseTrouble({ intake }: HeadroomResponse): Trouble[] {
  const { databaseHealthy, spool } = intake;
  const waiting = spool && spool.bytes > 0 ? bytes(spool.bytes) : null;
  if (databaseHealthy === false) {
    const where =
      waiting && spool
        ? `what arrives waits on disk (${waiting} of ${bytes(spool.mostBytes)}) and is counted once it is back`
        : "nothing can be taken in until it is back";
    return [{ severity: "critical", text: `Postgres does not answer: ${where}` }];
  }
  return waiting
    ? [{ severity: "warning", text: `${waiting} that were accepted still wait on disk` }]
    : [];
}

function slownessTroubles({ freshness, jobs, process: own }: HeadroomResponse): Trouble[] {
  const troubles: string[] = [];
  const lagMs = freshness.lag?.p95Ms ?? 0;
  if (lagMs > SLOW_LAG_MS) {
    troubles.push(`what arrives can be queried only after ${formatDuration(lagMs)} (p95)`);
  }
  if (jobs.foldLagMs > OLD_FOLD_MS) {
    troubles.push(
      `the fold lies ${formatDuration(jobs.foldLagMs)} behind, so long ranges are slow`,
    );
  }
  for (const thread of own.threads) {
    if (thread.heapLimitBytes > 0 && thread.heapUsedBytes > FULL_HEAP * thread.heapLimitBytes) {
      troubles.push(`the memory of the ${thread.thread} thread is nearly full`);
    }
    if (thread.eventLoopDelayP99Ms > BLOCKED_LOOP_MS) {
      troubles.push(
        `the ${thread.thread} thread is blocked for ${formatDuration(thread.eventLoopDelayP99Ms)} at a time`,
      );
    }
  }
  return troubles.map((text) => ({ severity: "warning", text }));
}

/** "12 spans", "1 span". */
const counted = (count: number, things: string): string =>
  `${formatCount(count)} ${count === 1 ? things.replace(/ies$/, "y").replace(/s$/, "") : things}`;

/** "12 spans were refused in the last 1 h: too old"; null: nothing was. */
function refusalTrouble({ intake }: HeadroomResponse, length: string): Trouble | null {
  const counts = new Map<string, number>();
  for (const { signal, count } of intake.refusals) {
    if (count > 0) counts.set(THINGS[signal], (counts.get(THINGS[signal]) ?? 0) + count);
  }
  const [commonest, ...others] = intake.refusals.filter(({ count }) => count > 0);
  if (!commonest) return null;
  const what = [...counts].map(([things, count]) => counted(count, things)).join(", ");
  const total = intake.refusals.reduce((sum, { count }) => sum + count, 0);
  const were = total === 1 ? "was" : "were";
  const why = others.length > 0 ? `mostly ${commonest.reason}` : commonest.reason;
  return { severity: "warning", text: `${what} ${were} refused in the ${length}: ${why}` };
}

function freshnessText({ freshness }: HeadroomResponse): string {
  const ageMs = freshness.newestDataAgeMs;
  if (ageMs === null) return "no service has sent anything yet";
  return ageMs > QUIET_MS
    ? `no service has sent anything for ${formatDuration(ageMs)}`
    : `newest data is ${formatDuration(Math.max(ageMs, 1_000))} old`;
}

/**
 * Whether what is shown can be trusted, in one sentence: is everything there, how fresh is it, what was turned away.
 * `length` names the range, such as "last 1 h".
 */
export function headroomCondition(answer: HeadroomResponse, length: string): Condition {
  const troubles = [...databaseTrouble(answer), ...slownessTroubles(answer)];
  const refused = refusalTrouble(answer, length);
  const all = refused ? [...troubles, refused] : troubles;
  const quiet = (answer.freshness.newestDataAgeMs ?? Number.POSITIVE_INFINITY) > QUIET_MS;
  const critical = all.some(({ severity }) => severity === "critical");
  const status = critical ? "critical" : all.length > 0 ? "warning" : quiet ? "unknown" : "ok";
  const parts: SentencePart[] = [];
  if (databaseTrouble(answer).length === 0) {
    parts.push({ text: "Everything that was accepted can be queried", tone: "fact" });
  }
  for (const { severity, text } of all) {
    parts.push({ text: `${parts.length > 0 ? "; " : ""}${text}`, tone: severity });
  }
  parts.push({ text: `; ${freshnessText(answer)}`, tone: quiet ? "fact" : "reason" });
  parts.push({
    text: refused ? "." : `; nothing was refused in the ${length}.`,
    tone: "reason",
  });
  return { status, parts };
}
