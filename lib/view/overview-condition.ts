import type { OverviewService } from "@/lib/contract/overview.ts";
import { type ConcernStatus, worstStatus } from "@/lib/domain/concern-status.ts";
import { serviceKeyText } from "@/lib/domain/service.ts";
import { formatMs, formatRatio, joined } from "./format.ts";
import { type Moment, missParts, silentSince, worstMiss } from "./miss-sentence.ts";
import {
  allTroubles,
  type ConcernHref,
  happeningParts,
  likelyCause,
  type Told,
  tellServices,
} from "./overview-cause.ts";
import type { Condition, SentencePart } from "./sentence.ts";
import type { ServiceRow } from "./service-rows.ts";
import { formatTime } from "./time-format.ts";

type Context = Moment & {
  /** The page of a service. */
  hrefOf: (row: ServiceRow) => string;
};

type ConcernContext = Context & {
  /** What the concerns tell; absent: only requests are spoken of. */
  concerns?: { services: readonly OverviewService[]; hrefOf: ConcernHref };
};

const NO_CONCERNS = { services: [], hrefOf: () => "" };

/**
 * The one sentence of the overview: what is wrong with requests, since when, and what is likely why; else what is wrong
 * in a concern; else what is tightest.
 */
export function overviewCondition(rows: readonly ServiceRow[], context: ConcernContext): Condition {
  const { services, hrefOf: href } = context.concerns ?? NO_CONCERNS;
  const told = tellServices(services, context.zone);
  const troubles = allTroubles(told);
  const [worst] = rows;
  const status = overviewStatus(rows, services);
  if (worst?.status.kind === "missed") {
    const parts = missParts(worst, { ...context, href: context.hrefOf(worst) });
    const miss = worstMiss(worst.status.misses);
    const cause = likelyCause(worst, miss?.breach ?? null, told);
    const rest = troubles.find(
      ({ one }) => one.status === "critical" && one.name !== cause?.one.name,
    );
    // Two lines at most: who is silent stands in the table.
    const seen = cause ? rows.filter(({ status }) => status.kind !== "stale") : rows;
    const others = [...othersParts(seen.slice(1), context), ...besides(rest, href)];
    return { status, parts: [...parts, ...causeParts(worst, cause, href), ...others] };
  }
  const requests = requestsCondition(rows, context);
  const [first] = troubles;
  if (!first) return requests;
  const parts = happeningParts(first, { own: false, tone: "fact", href });
  const more = troubles.length - 1;
  const count: SentencePart[] =
    more === 0 ? [] : [{ text: ` ${more} more in trouble.`, tone: "reason" }];
  // Two lines at most: of calm requests, the count says enough.
  const calm = requests.parts
    .slice(0, 1)
    .map((part): SentencePart => ({ ...part, tone: "reason" }));
  return { status, parts: [...parts, ...count, { text: " ", tone: "reason" }, ...calm] };
}

/** How everything together is: the overview's icon, and its mark in the rail. */
export function overviewStatus(
  rows: readonly ServiceRow[],
  services: readonly OverviewService[],
): ConcernStatus {
  const misses = rows.flatMap(({ status }) => (status.kind === "missed" ? status.severity : []));
  const troubles = allTroubles(tellServices(services, "UTC")).map(({ one }) => one.status);
  const wrong = [...misses, ...troubles];
  if (wrong.length > 0) return worstStatus(wrong);
  const judged = rows.map(({ status }) => status);
  if (judged.some(({ kind }) => kind === "stale")) return "unknown";
  return judged.some(({ kind }) => kind === "ok") ? "ok" : "unknown";
}

/** The sentence about requests alone, of rows of which none misses its objective. */
function requestsCondition(rows: readonly ServiceRow[], context: Context): Condition {
  if (rows.length === 0) {
    const text = "No service has reported in this range.";
    return { status: "unknown", parts: [{ text, tone: "fact" }] };
  }
  const quiet = rows.filter((row) => row.status.kind === "stale");
  if (quiet.length > 0) return quietCondition(rows, quiet, context);
  return calmCondition(rows, context);
}

function causeParts(worst: ServiceRow, cause: Told | null, href: ConcernHref): SentencePart[] {
  if (cause === null) return [];
  const own = serviceKeyText(cause.key) === worst.id;
  return [{ text: " ", tone: "reason" }, ...happeningParts(cause, { own, tone: "reason", href })];
}

const besides = (rest: Told | undefined, href: ConcernHref): SentencePart[] =>
  rest === undefined
    ? []
    : [
        { text: " ", tone: "reason" },
        ...happeningParts(rest, { own: false, tone: "reason", href }),
      ];

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
