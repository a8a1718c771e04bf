import { parseInstant } from "@/lib/contract/time.ts";
import type { Principal } from "@/lib/domain/principal.ts";
import { type AnswerCache, answerCache, type CachedQuestion } from "@/lib/platform/answer-cache.ts";
import { dataVersion } from "@/lib/platform/data-version.ts";
import { env } from "@/lib/platform/env.ts";
import { liveChanges } from "@/lib/platform/live-bus.ts";
import { type Routed, routeReads } from "./http-reads.ts";
import type { ApiRouteName } from "./route-table.ts";

/** Routes whose answers depend on telemetry and their parameters alone, and cost enough to be kept. */
const KEPT = new Set<ApiRouteName>([
  "GET /api/v1/services",
  "GET /api/v1/overview",
  "GET /api/v1/requests",
  "GET /api/v1/requests/heatmap",
  "GET /api/v1/caches",
  "GET /api/v1/breakers",
  "GET /api/v1/limits",
  "GET /api/v1/databases",
  "GET /api/v1/events",
  "GET /api/v1/resources",
  "GET /api/v1/scaling",
]);

/** A claim of retries and clocks that differ: what is accepted late has arrived by then. */
const SETTLING_MS = 600_000;

type Asked = { name: ApiRouteName; principal: Principal; query: object; nowMs: number };

/** Runs a route's handler, or answers with what it made of the same question before, while that is still true. */
export async function answerOnce(
  asked: Asked,
  handle: () => unknown,
  cache: AnswerCache | null = KEPT.has(asked.name) ? answerCache() : null,
): Promise<Routed> {
  if (cache === null) return routeReads(asked, handle);
  let headers: Routed["headers"] = { "server-timing": 'cache;desc="hit"' };
  const text = await cache.getOrLoad(questionOf(asked), async () => {
    const routed = await routeReads(asked, handle);
    headers = routed.headers;
    return JSON.stringify(routed.result);
  });
  const response = new Response(text, {
    headers: { "content-type": "application/json", "cache-control": "no-store" },
  });
  return { result: response, headers };
}

/** A range is settled when nothing that is still accepted can belong to it. */
function questionOf({ name, query, principal, nowMs }: Asked): CachedQuestion {
  const range = rangeOf(query, nowMs);
  const settledMs = nowMs - env().acceptPastMs - SETTLING_MS;
  return range !== null && range.toMs < settledMs
    ? { route: name, params: { ...query, ...range, from: "", to: "" }, version: null }
    : { route: name, params: query, version: versionFor(principal) };
}

function rangeOf(query: object, nowMs: number): { fromMs: number; toMs: number } | null {
  if (!("from" in query && "to" in query)) return null;
  const [fromMs, toMs] = [query.from, query.to].map((text) => parseInstant(String(text), nowMs));
  return typeof fromMs === "number" && typeof toMs === "number" ? { fromMs, toMs } : null;
}

/**
 * A page is told when something arrived and asks again: until then all pages may share an answer. A program is not
 * told, and must see what was acknowledged before it asked.
 */
const versionFor = (principal: Principal): string =>
  principal.kind === "user" ? `announced ${liveChanges()}` : dataVersion();
