import { DEFAULT_OBJECTIVE } from "@/lib/domain/requests.ts";
import { formatMs, formatRatio, joined } from "./format.ts";
import { missParts, silentSince, worstMiss } from "./miss-sentence.ts";
import type { Condition, SentencePart } from "./sentence.ts";
import type { ServicePage } from "./service-page.ts";
import type { ServiceRow } from "./service-rows.ts";
import { iconOf } from "./service-status.ts";

type Context = { nowMs: number; zone: string; past: boolean; name: string; tracesHref: string };

/** The first sentence about one service or route, from its page's own figures. */
export function serviceCondition(
  page: ServicePage,
  row: ServiceRow | null,
  context: Context,
): Condition {
  return { status: iconOf(page.status), parts: partsOf(page, row, context) };
}

function partsOf(page: ServicePage, row: ServiceRow | null, context: Context): SentencePart[] {
  const { status } = page;
  const name: SentencePart = { text: context.name, tone: "name" };
  const fact = (text: string): SentencePart => ({ text, tone: "fact" });
  switch (status.kind) {
    case "stale":
      return [name, fact(silentText(status.lastSeenMs, context)), ...lastKnownParts(page)];
    case "few":
      return status.requestCount === 0
        ? [name, fact(" reports, and had no requests in this range.")]
        : [name, fact(` had ${status.requestCount} requests in this range, too few to judge it.`)];
    case "ok":
      return [name, ...okParts(page)];
    case "missed": {
      const about = { service: context.name, status, deploys: row?.deploys ?? [] };
      return [...missParts(about, { ...context, href: context.tracesHref }), ...insteadParts(page)];
    }
  }
}

function silentText(lastSeenMs: number | null, context: Context): string {
  const verb = context.past ? " had" : " has";
  if (lastSeenMs === null) return `${verb} not reported in this range.`;
  return `${verb} not reported${silentSince(lastSeenMs, context)}.`;
}

function lastKnownParts({ group }: ServicePage): SentencePart[] {
  if (group.totals.p95Ms === null) return [];
  const p95 = joined(formatMs(group.totals.p95Ms));
  return [{ text: ` Until then its p95 was ${p95}.`, tone: "reason" }];
}

/** What the missed figure was over the whole range, and in the compared period. */
function insteadParts({ group, before, status }: ServicePage): SentencePart[] {
  const miss = status.kind === "missed" ? worstMiss(status.misses) : null;
  const pick = miss?.measure === "errors" ? "errorRatio" : "p95Ms";
  const then = group.previous?.totals[pick] ?? null;
  const now = group.totals[pick];
  if (then === null || now === null) return [];
  const [name, write] =
    pick === "p95Ms" ? (["p95 is", formatMs] as const) : (["errors are", formatRatio] as const);
  const text = ` Over the whole range ${name} ${joined(write(now))}, against ${joined(write(then))} the ${before}.`;
  return [{ text, tone: "reason" }];
}

/** What is measured against the objective; a band that reaches over it is not called met. */
function okParts({ group }: ServicePage): SentencePart[] {
  const { p95Ms, errorRatio, quantileBounds } = group.totals;
  const limit = DEFAULT_OBJECTIVE.p95Ms;
  const objective = joined(formatMs(limit));
  const errors = `${joined(formatRatio(errorRatio))} errors of ${joined(formatRatio(DEFAULT_OBJECTIVE.errorRatio))}.`;
  const [low, high] = quantileBounds?.p95Ms ?? [p95Ms, p95Ms];
  if (quantileBounds && (high === null || high > limit)) {
    const top = high === null ? "no upper bound" : joined(formatMs(high));
    const text = ` may meet its objective: p95 lies between ${joined(formatMs(low))} and ${top}, the objective is ${objective};`;
    return [
      { text, tone: "fact" },
      { text: ` ${errors}`, tone: "reason" },
    ];
  }
  return [
    { text: ` meets its objective: p95 ${joined(formatMs(p95Ms))} of ${objective}`, tone: "fact" },
    { text: ` and ${errors}`, tone: "reason" },
  ];
}
