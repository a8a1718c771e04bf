import { findTraceId } from "./trace-id.ts";

/** Something that the search can jump to. */
export type SearchResult =
  | { kind: "trace"; id: string; traceId: string; spanId: string | null }
  | { kind: "service"; id: string; service: string; namespace: string; environment: string }
  | { kind: "route"; id: string; service: string; route: string; method: string };

type Service = { name: string; namespace: string; environment: string };
type Route = { service: string; route: string; method: string };

const MOST = 8;

/** Every word must occur. A match at the beginning counts more. Null: no match. */
function scoreOf(text: string, words: readonly string[]): number | null {
  const lower = text.toLowerCase();
  if (!words.every((word) => lower.includes(word))) return null;
  const [first] = words;
  return first !== undefined && lower.startsWith(first) ? 0 : 1;
}

/** A pasted trace id, then services, then routes that hold every word of the text; at most eight. */
export function searchAll(
  text: string,
  known: { services: readonly Service[]; routes: readonly Route[] },
): SearchResult[] {
  const found = findTraceId(text);
  if (found) return [{ kind: "trace", id: `trace ${found.traceId}`, ...found }];
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const services = known.services.map((service) => ({
    score: scoreOf(`${service.name} ${service.namespace} ${service.environment}`, words),
    result: {
      kind: "service" as const,
      id: `service ${service.namespace} ${service.name} ${service.environment}`,
      service: service.name,
      namespace: service.namespace,
      environment: service.environment,
    },
  }));
  const routes =
    words.length === 0
      ? []
      : known.routes.map((route) => ({
          score: scoreOf(`${route.route} ${route.method} ${route.service}`, words),
          result: {
            kind: "route" as const,
            id: `route ${route.service} ${route.method} ${route.route}`,
            ...route,
          },
        }));
  return [...services, ...routes]
    .filter((candidate) => candidate.score !== null)
    .sort((a, b) => (a.score ?? 0) - (b.score ?? 0))
    .slice(0, MOST)
    .map((candidate) => candidate.result);
}
