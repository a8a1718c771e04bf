import { breachLength, breachTime } from "./breach-time.ts";
import { formatMs, formatRatio, joined } from "./format.ts";
import { SUSPECT_MS } from "./lane.ts";
import type { Condition, SentencePart } from "./sentence.ts";
import type { ServiceRow } from "./service-rows.ts";
import { iconOf, type Miss } from "./service-status.ts";
import { formatDuration, formatTime } from "./time-format.ts";
import type { Deploy } from "./timeline.ts";

/** `past`: the range ends in the past, so nothing is said to go on. */
type Moment = { nowMs: number; zone: string; past: boolean };

type Context = Moment & {
  /** The page of a service. */
  hrefOf: (row: ServiceRow) => string;
};

/** The one sentence of the overview, from the rows: what is wrong, since when, or what is tightest. */
export function overviewCondition(rows: readonly ServiceRow[], context: Context): Condition {
  const [worst] = rows;
  if (!worst) {
    const text = "No service has reported in this range.";
    return { status: "unknown", parts: [{ text, tone: "fact" }] };
  }
  if (worst.status.kind === "missed") {
    return {
      status: worst.status.severity,
      parts: [
        ...missParts(worst, { ...context, href: context.hrefOf(worst) }),
        ...othersParts(rows.slice(1), context),
      ],
    };
  }
  const quiet = rows.filter((row) => row.status.kind === "stale");
  if (quiet.length > 0) return quietCondition(rows, quiet, context);
  return calmCondition(rows, context);
}

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

/** Names of up to two rows, and how many more. */
function namesParts(rows: readonly ServiceRow[], context: Context): SentencePart[] {
  const shown = rows.slice(0, 2);
  const rest = rows.length - shown.length;
  return shown.flatMap((row, index) => {
    const last = index === shown.length - 1 && rest === 0;
    const joint = index === 0 ? "" : last ? " and " : ", ";
    return [
      { text: joint, tone: "reason" as const },
      { text: row.service, tone: "fact" as const, href: context.hrefOf(row) },
      ...(index === shown.length - 1 && rest > 0
        ? [{ text: ` and ${rest} more`, tone: "reason" as const }]
        : []),
    ];
  });
}

function othersParts(rows: readonly ServiceRow[], context: Context): SentencePart[] {
  const missed = rows.filter((row) => row.status.kind === "missed");
  const quiet = rows.filter((row) => row.status.kind === "stale");
  const parts: SentencePart[] = [];
  if (missed.length > 0) {
    const verb = missed.length === 1 ? " misses its objective too." : " miss theirs too.";
    parts.push({ text: " ", tone: "reason" }, ...namesParts(missed, context), {
      text: verb,
      tone: "reason",
    });
  }
  if (quiet.length > 0) {
    const verb = quiet.length === 1 ? " is silent." : " are silent.";
    parts.push({ text: " ", tone: "reason" }, ...namesParts(quiet, context), {
      text: verb,
      tone: "reason",
    });
  }
  return parts;
}

function quietCondition(
  rows: readonly ServiceRow[],
  quiet: readonly ServiceRow[],
  context: Context,
): Condition {
  const since = quiet
    .map((row) => row.lastSeenMs)
    .filter((ms) => ms !== null)
    .toSorted((a, b) => b - a)[0];
  const when =
    since === undefined
      ? " in this range"
      : quiet.length === 1
        ? silentSince(since, context)
        : `, the last since ${formatTime(since, context.zone, "second")}`;
  const auxiliary = context.past ? "had" : quiet.length === 1 ? "has" : "have";
  const verb = ` ${auxiliary} not reported`;
  const rest = rows.length - quiet.length;
  const parts: SentencePart[] = [
    ...namesParts(quiet, context),
    { text: `${verb}${when}.`, tone: "fact" },
  ];
  if (rest > 0) parts.push({ text: ` ${restText(rows, rest)}`, tone: "reason" });
  return { status: "unknown", parts };
}

/** Since when, and how long ago while nothing newer can exist. */
export const silentSince = (sinceMs: number, { nowMs, zone, past }: Moment): string => {
  const since = ` since ${formatTime(sinceMs, zone, "second")}`;
  return past ? since : `${since}, ${formatDuration(nowMs - sinceMs)} ago`;
};

function restText(rows: readonly ServiceRow[], rest: number): string {
  const few = rows.filter((row) => row.status.kind === "few").length;
  if (few > 0) return `${rest - few} of the other ${rest} can be judged and meet their objectives.`;
  return rest === 1
    ? "The other one meets its objective."
    : `The other ${rest} meet their objectives.`;
}

function calmCondition(rows: readonly ServiceRow[], context: Context): Condition {
  const judged = rows.filter((row) => row.status.kind === "ok");
  if (judged.length === 0) {
    const text =
      rows.length === 1
        ? `${rows[0]?.service} reports, with too few requests to judge it.`
        : `${rows.length} services report, with too few requests to judge them.`;
    return { status: "unknown", parts: [{ text, tone: "fact" }] };
  }
  const few = rows.length - judged.length;
  const count =
    judged.length === 1
      ? `${judged[0]?.service} meets its objective`
      : `All ${judged.length} services${few > 0 ? " that can be judged" : ""} meet their objectives`;
  const parts: SentencePart[] = [
    { text: `${count}.`, tone: "fact" },
    ...tightestParts(judged, context),
  ];
  if (few > 0) {
    const text = ` ${few} ${few === 1 ? "has" : "have"} too few requests to judge.`;
    parts.push({ text, tone: "reason" });
  }
  return { status: "ok", parts };
}

function tightestParts(rows: readonly ServiceRow[], context: Context): SentencePart[] {
  const tightest = rows
    .filter((row) => row.p95Ms !== null)
    .toSorted((a, b) => (b.p95Ms ?? 0) / b.objective.p95Ms - (a.p95Ms ?? 0) / a.objective.p95Ms)[0];
  if (!tightest || tightest.p95Ms === null) return [];
  const share = joined(formatRatio(tightest.p95Ms / tightest.objective.p95Ms));
  const objective = joined(formatMs(tightest.objective.p95Ms));
  return [
    { text: rows.length === 1 ? " Its p95 of " : " The tightest is ", tone: "reason" },
    ...(rows.length === 1
      ? []
      : [
          { text: tightest.service, tone: "reason" as const, href: context.hrefOf(tightest) },
          { text: ", whose p95 of ", tone: "reason" as const },
        ]),
    { text: `${joined(formatMs(tightest.p95Ms))} is ${share} of ${objective}.`, tone: "reason" },
  ];
}
