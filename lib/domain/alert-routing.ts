import { DEFAULT_INHIBITIONS, type Inhibition } from "./inhibition.ts";
import { matchesLabels, type SilenceMatcher } from "./silences.ts";

/** When a group of alerts is told of. */
export type GroupTiming = {
  /** How long the first alert of a group waits for others. */
  groupWaitSeconds: number;
  /** How long after a message the next one about the same group may follow. */
  groupIntervalSeconds: number;
  /** After this long without a change, what still fires is told again; null: never. */
  repeatIntervalSeconds: number | null;
};

/** Whom alerts are told to and how they are put together. No channel: nobody is told. */
export type Telling = GroupTiming & {
  channelIds: string[];
  /** Alerts that agree in these labels share a message; none: all do. */
  groupBy: string[];
};

/** What happens to alerts whose labels match. Whatever matches is not looked for further, unless `continue`. */
export type AlertRoute = Telling & {
  id: string;
  name: string;
  matchers: SilenceMatcher[];
  continue: boolean;
};

/**
 * Routes in their order, where alerts go that neither a route nor their rule has a channel for, and which of them hide
 * others.
 */
export type AlertRouting = { routes: AlertRoute[]; root: Telling; inhibitions: Inhibition[] };

/** Where one alert is told: a channel, by which route, and in which group. */
export type Destination = { channelId: string; routeId: string; groupLabels: Labels };
type Labels = Readonly<Record<string, string>>;

/** The route of the channels that a rule names itself, and the one of what is left over. */
export const OWN_ROUTE = "rule";
export const ROOT_ROUTE = "root";

/** What a fresh install begins with: nobody is told until a channel is named. */
export const DEFAULT_ROUTING: AlertRouting = {
  routes: [],
  root: {
    channelIds: [],
    groupBy: ["service", "namespace", "environment"],
    groupWaitSeconds: 30,
    groupIntervalSeconds: 300,
    repeatIntervalSeconds: 4 * 3_600,
  },
  inhibitions: DEFAULT_INHIBITIONS,
};

/** Channels of a rule itself hear of each of its changes at once, and are reminded as the root route says. */
const ownTelling = ({ root }: AlertRouting, channelIds: readonly string[]): Telling => ({
  channelIds: [...channelIds],
  groupBy: ["alertname", "ruleId"],
  groupWaitSeconds: 0,
  groupIntervalSeconds: 0,
  repeatIntervalSeconds: root.repeatIntervalSeconds,
});

/** How groups of a route are told of; those of a route that is gone have only to say what is over. */
export function timingOf(routing: AlertRouting, routeId: string): GroupTiming {
  if (routeId === OWN_ROUTE) return ownTelling(routing, []);
  if (routeId === ROOT_ROUTE) return routing.root;
  const known = routing.routes.find(({ id }) => id === routeId);
  return known ?? { groupWaitSeconds: 0, groupIntervalSeconds: 0, repeatIntervalSeconds: null };
}

/** The routes that an alert of these labels takes, in order: the first that matches, and on while they continue. */
export function routesOf(routes: readonly AlertRoute[], labels: Labels): AlertRoute[] {
  const matching = routes.filter(({ matchers }) => matchesLabels(matchers, labels));
  const last = matching.findIndex((route) => !route.continue);
  return last < 0 ? matching : matching.slice(0, last + 1);
}

/**
 * Where an alert goes: to the channels of its rule, and by the routes that match. Without either it goes by the root
 * route. No channel is told twice: the first way to it counts.
 */
export function destinationsOf(
  routing: AlertRouting,
  { labels, channelIds }: { labels: Labels; channelIds: readonly string[] },
): Destination[] {
  const taken = routesOf(routing.routes, labels);
  const ways: [string, Telling][] = [
    [OWN_ROUTE, ownTelling(routing, channelIds)],
    ...taken.map((route): [string, Telling] => [route.id, route]),
  ];
  if (channelIds.length === 0 && taken.length === 0) ways.push([ROOT_ROUTE, routing.root]);
  const found = new Map<string, Destination>();
  for (const [routeId, telling] of ways) {
    const groupLabels = pick(labels, telling.groupBy);
    for (const channelId of telling.channelIds) {
      if (!found.has(channelId)) found.set(channelId, { channelId, routeId, groupLabels });
    }
  }
  return [...found.values()];
}

/** Labels of some names, as far as there are any, in the order of their names. */
const pick = (labels: Labels, names: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    [...names].sort().flatMap((name) => (labels[name] ? [[name, labels[name]]] : [])),
  );
