import type { AlertRoutingResponse } from "@/lib/contract/alert-routes.ts";
import {
  type AlertRoute,
  type AlertRouting,
  destinationsOf,
  ROOT_ROUTE,
  routesOf,
  type Telling,
} from "@/lib/domain/alert-routing.ts";
import { formatDuration } from "./time-format.ts";

/** A routing without what is known of it. */
export const routingOf = ({ routes, root, inhibitions }: AlertRoutingResponse): AlertRouting => ({
  ...{ routes, root, inhibitions },
});

/** Names of channels in words; one that is gone is said to be. */
export function channelWords(
  channelIds: readonly string[],
  names: ReadonlyMap<string, string>,
): string {
  if (channelIds.length === 0) return "nobody";
  return channelIds.map((id) => names.get(id) ?? "a deleted channel").join(", ");
}

/** How a route tells, such as `together by service · after 30 s · then every 5 min at most · again every 4 h`. */
export function tellingText(telling: Telling): string {
  const { groupBy, groupWaitSeconds, groupIntervalSeconds, repeatIntervalSeconds } = telling;
  const time = (seconds: number) => formatDuration(seconds * 1_000);
  return [
    groupBy.length === 0 ? "all in one message" : `together by ${groupBy.join(", ")}`,
    groupWaitSeconds === 0 ? "at once" : `after ${time(groupWaitSeconds)}`,
    groupIntervalSeconds === 0 ? "" : `then every ${time(groupIntervalSeconds)} at most`,
    repeatIntervalSeconds === null ? "never again" : `again every ${time(repeatIntervalSeconds)}`,
  ]
    .filter(Boolean)
    .join(" · ");
}

/** Where an alert of some labels goes, in one sentence. */
export function previewText(
  routing: AlertRouting,
  labels: Readonly<Record<string, string>>,
  names: ReadonlyMap<string, string>,
): string {
  const taken = routesOf(routing.routes, labels);
  const by = taken.length === 0 ? "everything else" : taken.map(({ name }) => name).join(", then ");
  const found = destinationsOf(routing, { labels, channelIds: [] });
  if (found.length === 0) return `It goes by “${by}” and is told to nobody.`;
  const told = channelWords(
    found.map(({ channelId }) => channelId),
    names,
  );
  return `It goes by “${by}” and is told to ${told}.`;
}

/** The routing with one route more, or one changed; `root` is the id of the root route. */
export function withRoute(routing: AlertRouting, route: AlertRoute): AlertRouting {
  if (route.id === ROOT_ROUTE) {
    const { id: _, name: __, matchers: ___, continue: ____, ...root } = route;
    return { ...routing, root };
  }
  const isKnown = routing.routes.some(({ id }) => id === route.id);
  const routes = isKnown
    ? routing.routes.map((known) => (known.id === route.id ? route : known))
    : [...routing.routes, route];
  return { ...routing, routes };
}

/** The change by which the root route tells one channel more. */
export function withRootChannel(routing: AlertRoutingResponse, channelId: string) {
  const root = { ...routing.root, channelIds: [...routing.root.channelIds, channelId] };
  return { ...routingOf(routing), root, version: routing.version };
}

/** The routing with a route a place earlier (-1) or later (1), where there is one. */
export function moveRoute(routing: AlertRouting, id: string, by: -1 | 1): AlertRouting {
  const routes = [...routing.routes];
  const at = routes.findIndex((route) => route.id === id);
  const [route] = routes.splice(at, 1);
  if (at < 0 || !route) return routing;
  routes.splice(Math.max(at + by, 0), 0, route);
  return { ...routing, routes };
}
