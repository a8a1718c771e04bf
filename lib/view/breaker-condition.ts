import type { BreakerState } from "@/lib/domain/breakers.ts";
import type { BreakerRow } from "./breaker-rows.ts";
import { formatCount } from "./format.ts";
import type { Condition, SentencePart } from "./sentence.ts";
import { formatDuration, formatTime } from "./time-format.ts";

const plural = (count: number, word: string) => `${count} ${word}${count === 1 ? "" : "s"}`;

/** Which breakers are not closed, since when, on which of their instances, and how many calls they refused. */
export function breakerCondition(rows: readonly BreakerRow[], zone: string): Condition {
  const [worst] = rows;
  if (!worst) {
    const parts = [{ text: "No circuit breaker reported in this range.", tone: "reason" }] as const;
    return { status: "unknown", parts };
  }
  if (worst.status === "ok") return allClosed(rows);
  const since =
    worst.since === null ? "" : ` since ${formatTime(Date.parse(worst.since), zone, "minute")}`;
  const said = worst.state === "unknown" ? "reports no more" : `is ${worst.state}`;
  const rejected = worst.calls.rejected ?? 0;
  return {
    status: worst.status,
    parts: [
      { text: `${worst.breaker} in ${worst.service}`, tone: "name" },
      { text: ` ${said}${since} ${instancesOf(worst)}`, tone: "fact" },
      ...(rejected >= 1
        ? [
            { text: ": ", tone: "fact" } as const,
            {
              text: `${formatCount(Math.round(rejected))} call${Math.round(rejected) === 1 ? "" : "s"} rejected`,
              tone: "critical",
            } as const,
          ]
        : []),
      { text: ".", tone: "fact" },
      ...reasonsOf(worst, rows),
    ],
  };
}

function allClosed(rows: readonly BreakerRow[]): Condition {
  const opened = rows.filter(({ openSeconds }) => openSeconds > 0);
  const fact =
    rows.length === 1
      ? "The only breaker is closed."
      : `All ${plural(rows.length, "breaker")} are closed.`;
  const [longest] = opened;
  const reason = longest
    ? ` ${longest.breaker} in ${longest.service} had been open for ${formatDuration(longest.openSeconds * 1_000)}${
        opened.length > 1 ? `, and ${plural(opened.length - 1, "other")}` : ""
      }.`
    : " None was open in this range.";
  return {
    status: "ok",
    parts: [{ text: fact, tone: "fact" }, { text: reason, tone: "reason" }, ...tooLongOf(longest)],
  };
}

/** "on 2 of 3 instances, closed on the other", "on all 3 instances". */
function instancesOf({ instances, state }: BreakerRow): string {
  const alike = instances.filter((one) => one.state === state).length;
  if (instances.length === 1) return "on its only instance";
  if (alike === instances.length) return `on all ${alike} instances`;
  const rest = new Map<BreakerState, number>();
  for (const one of instances) {
    if (one.state !== state) rest.set(one.state, (rest.get(one.state) ?? 0) + 1);
  }
  const [only, ...more] = rest;
  const others =
    only && more.length === 0
      ? `, ${only[0]} on the other${only[1] === 1 ? "" : ` ${only[1]}`}`
      : `, ${[...rest].map(([other, count]) => `${other} on ${count}`).join(", ")}`;
  return `on ${alike} of ${instances.length} instances${others}`;
}

function reasonsOf(worst: BreakerRow, rows: readonly BreakerRow[]): SentencePart[] {
  const others = rows.filter((row) => row.status !== "ok" && row !== worst);
  const disagree = others.find(({ disagreement }) => disagreement !== null);
  const reasons = [...tooLongOf(worst)];
  if (others.length > 0) {
    const text = ` ${plural(others.length, "other breaker")} not closed either.`;
    reasons.push({ text, tone: "reason" });
  }
  if (disagree) {
    const text = ` ${disagree.breaker} in ${disagree.service}: ${disagree.disagreement}.`;
    reasons.push({ text, tone: "reason" });
  }
  return reasons;
}

function tooLongOf(row: BreakerRow | undefined): SentencePart[] {
  const seconds = row?.openAfterRecoverySeconds ?? 0;
  if (seconds < 1) return [];
  const text = ` ${formatDuration(seconds * 1_000)} of it after what it protects had recovered.`;
  return [{ text, tone: "reason" }];
}

/** What a row says of its calls. */
export const callWords = ({ calls }: BreakerRow): string =>
  `${formatCount(calls.rejected)} refused, ${formatCount(calls.fallback)} by a fallback`;
