import { breachLength, breachTime } from "./breach-time.ts";
import { formatMs, formatRatio, joined } from "./format.ts";
import { SUSPECT_MS } from "./lane.ts";
import type { SentencePart } from "./sentence.ts";
import type { ServiceRow } from "./service-rows.ts";
import { iconOf, type Miss } from "./service-status.ts";
import { formatDuration, formatTime } from "./time-format.ts";
import type { Deploy } from "./timeline.ts";

/** `past`: the range ends in the past, so nothing is said to go on. */
export type Moment = { nowMs: number; zone: string; past: boolean };

/** The worst miss of a service in words: what, since when, how much, against what. `href` is the figure's evidence. */
export function missParts(
  row: Pick<ServiceRow, "service" | "status" | "deploys">,
  context: Moment & { href: string },
): SentencePart[] {
  const miss = row.status.kind === "missed" ? worstMiss(row.status.misses) : null;
  if (!miss) return [];
  const tone = iconOf(row.status) === "critical" ? "critical" : "warning";
  const parts: SentencePart[] = [
    { text: row.service, tone: "name" },
    { text: ` ${verbOf(miss, context)} ${whenOf(miss, context)}: `, tone: "fact" },
    ...figureParts(miss, tone, context.href),
  ];
  const suspect =
    miss.breach && breachLength(miss.breach) !== null
      ? deployBefore(row.deploys, miss.breach.fromMs)
      : null;
  if (suspect && miss.breach) {
    const text = ` Version ${suspect.version} began to answer ${leadText(suspect, miss.breach.fromMs)}.`;
    parts.push({ text, tone: "reason" });
  }
  return parts;
}

/** The miss that is said first: critical ones, then the furthest over its limit. */
export const worstMiss = (misses: readonly Miss[]): Miss | null =>
  misses.toSorted(
    (a, b) =>
      Number(b.severity === "critical") - Number(a.severity === "critical") ||
      b.value / b.limit - a.value / a.limit,
  )[0] ?? null;

function verbOf({ measure, breach }: Miss, moment: Moment): string {
  const past = moment.past || (breach !== null && !breach.ongoing);
  if (measure === "p95") return past ? "was slow" : "is slow";
  return past ? "failed too often" : "fails too often";
}

function whenOf({ breach }: Miss, { zone, past, nowMs }: Moment): string {
  if (!breach) return "over this range";
  const time = (atMs: number) => breachTime(atMs, breach, { zone, untilMs: nowMs });
  if (breach.ongoing && !past) return `since ${time(breach.fromMs)}`;
  return `from ${time(breach.fromMs)} to ${time(breach.toMs)}`;
}

function figureParts(miss: Miss, tone: "critical" | "warning", href: string): SentencePart[] {
  const write = (value: number) =>
    joined(miss.measure === "p95" ? formatMs(value) : formatRatio(value));
  const peak = miss.breach && miss.breach.peak > miss.value ? miss.breach.peak : null;
  const name = miss.measure === "p95" ? "p95" : "errors";
  return [
    { text: peak === null ? `${name} ` : `${name} up to `, tone: "fact" },
    { text: write(peak ?? miss.value), tone, href },
    { text: ` against an objective of ${write(miss.limit)}.`, tone: "fact" },
  ];
}

const deployBefore = (deploys: readonly Deploy[], atMs: number): Deploy | null =>
  deploys.findLast((deploy) => deploy.atMs <= atMs && atMs - deploy.atMs <= SUSPECT_MS) ?? null;

const leadText = (deploy: Deploy, atMs: number): string =>
  atMs - deploy.atMs < 1_000 ? "at that moment" : `${formatDuration(atMs - deploy.atMs)} before`;

/** Since when, and how long ago while nothing newer can exist. */
export const silentSince = (sinceMs: number, { nowMs, zone, past }: Moment): string => {
  const since = ` since ${formatTime(sinceMs, zone, "second")}`;
  return past ? since : `${since}, ${formatDuration(nowMs - sinceMs)} ago`;
};
