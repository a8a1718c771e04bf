import { createHash } from "node:crypto";
import {
  type AlertRouting,
  type Destination,
  type GroupTiming,
  timingOf,
} from "./alert-routing.ts";

/** One group of a channel's alerts. */
export type GroupPlace = Destination & { groupId: string };

/** The group of a destination. Its id says route, channel and labels, and fits a header and an index. */
export function groupOf(destination: Destination): GroupPlace {
  const { channelId, routeId, groupLabels } = destination;
  const text = JSON.stringify([routeId, channelId, groupLabels]);
  const groupId = createHash("sha256").update(text).digest("base64url").slice(0, 22);
  return { ...destination, groupId };
}

/** What one channel knows of one group of alerts. */
export type AlertGroup = GroupPlace & {
  /** When it may say what it has to say; null: it has nothing to say. */
  dueMs: number | null;
  /** When its last message was written down; null: there was none. */
  notifiedMs: number | null;
  /** Ids of alerts that the channel believes to fire. */
  told: string[];
};

/** A firing alert as groups see it. */
export type GroupedAlert = {
  alertId: string;
  groups: readonly GroupPlace[];
  /** It is silenced or the like: nobody is told that it fires. */
  isMuted: boolean;
  /** Somebody looks after it: it is no reason to repeat a message. */
  isAcknowledged: boolean;
};

/** A message that a group has to send: what fires, and what is over since its last one. */
export type GroupMessage = { group: AlertGroup; firing: string[]; resolved: string[] };

/** What changed of groups. */
export type GroupsStep = { saved: AlertGroup[]; removed: string[]; messages: GroupMessage[] };

/**
 * Where every group stands at a time, given the alerts that fire then. It follows from where alerts stand and from what
 * was told, not from changes, so that nothing is lost with a process, and a silence that ends tells what still fires.
 */
export function advanceGroups(
  known: ReadonlyMap<string, AlertGroup>,
  alerts: readonly GroupedAlert[],
  { routing, nowMs }: { routing: AlertRouting; nowMs: number },
): GroupsStep {
  const firing = new Set(alerts.map(({ alertId }) => alertId));
  const members = membersOf(alerts);
  const groups = moveTold(known, members);
  const step: GroupsStep = { saved: [], removed: [], messages: [] };
  for (const [groupId, group] of groups) {
    const own = members.get(groupId)?.alerts ?? [];
    const timing = timingOf(routing, group.routeId);
    const { next, message } = advanceGroup(group, { members: own, firing, timing, nowMs });
    if (message) step.messages.push({ ...message, group: next });
    if (isOver(next, timing, nowMs)) {
      if (known.has(groupId)) step.removed.push(groupId);
    } else if (next !== known.get(groupId)) step.saved.push(next);
  }
  return step;
}

/** Nothing is left to say, nor an interval to keep before what may come. */
const isOver = (
  { told, dueMs, notifiedMs }: AlertGroup,
  { groupIntervalSeconds }: GroupTiming,
  nowMs: number,
): boolean =>
  told.length === 0 &&
  dueMs === null &&
  (notifiedMs === null || nowMs >= notifiedMs + groupIntervalSeconds * 1_000);

type Members = Map<string, { place: GroupPlace; alerts: GroupedAlert[] }>;

function membersOf(alerts: readonly GroupedAlert[]): Members {
  const members: Members = new Map();
  for (const alert of alerts) {
    for (const place of alert.groups) {
      const own = members.get(place.groupId);
      if (own) own.alerts.push(alert);
      else members.set(place.groupId, { place, alerts: [alert] });
    }
  }
  return members;
}

/** A channel that was told of an alert in one group and hears of it in another now is not told anew. */
function moveTold(known: ReadonlyMap<string, AlertGroup>, members: Members) {
  const groups = new Map(known);
  for (const [groupId, { place }] of members) {
    if (groups.has(groupId)) continue;
    groups.set(groupId, { ...place, dueMs: null, notifiedMs: null, told: [] });
  }
  const told = (alertId: string, channelId: string) => `${channelId}\n${alertId}`;
  const now = new Map<string, string>();
  for (const [groupId, { place, alerts }] of members) {
    for (const { alertId } of alerts) now.set(told(alertId, place.channelId), groupId);
  }
  for (const group of known.values()) {
    const belongs = (alertId: string) => now.get(told(alertId, group.channelId)) ?? group.groupId;
    const moved = group.told.filter((alertId) => belongs(alertId) !== group.groupId);
    if (moved.length === 0) continue;
    const left = groups.get(group.groupId) ?? group;
    groups.set(group.groupId, { ...left, told: left.told.filter((id) => !moved.includes(id)) });
    for (const alertId of moved) {
      const to = groups.get(belongs(alertId));
      if (!to) continue;
      const notifiedMs = Math.max(to.notifiedMs ?? 0, group.notifiedMs ?? 0) || null;
      groups.set(to.groupId, { ...to, notifiedMs, told: [...to.told, alertId] });
    }
  }
  return groups;
}

type Standing = {
  members: readonly GroupedAlert[];
  /** Ids of everything that fires, in whatever group. */
  firing: ReadonlySet<string>;
  timing: GroupTiming;
  nowMs: number;
};

/**
 * One group at a time. News wait for others to join them, and like all else for the interval after the last message;
 * news that are over before they were told are never told. Without an interval each change is told by itself, else a
 * message says all that fires.
 */
function advanceGroup(group: AlertGroup, { members, firing, timing, nowMs }: Standing) {
  const audible = members.filter(({ isMuted }) => !isMuted);
  const told = new Set(group.told);
  const news = audible.filter(({ alertId }) => !told.has(alertId));
  const hasNews = news.length > 0;
  const resolved = group.told.filter((alertId) => !firing.has(alertId));
  const dueMs =
    hasNews || resolved.length > 0
      ? (group.dueMs ?? firstChanceMs(group, timing, { hasNews, nowMs }))
      : null;
  const isDue = dueMs !== null && dueMs <= nowMs;
  if (!isDue && !mustRepeat(group, audible, { timing, nowMs })) {
    return { next: dueMs === group.dueMs ? group : { ...group, dueMs }, message: null };
  }
  for (const alertId of resolved) told.delete(alertId);
  for (const { alertId } of audible) told.add(alertId);
  const next = { ...group, dueMs: null, notifiedMs: nowMs, told: [...told] };
  const shown = isDue && timing.groupIntervalSeconds === 0 ? news : audible;
  return { next, message: { firing: shown.map(({ alertId }) => alertId), resolved } };
}

function firstChanceMs(
  { notifiedMs }: AlertGroup,
  { groupWaitSeconds, groupIntervalSeconds }: GroupTiming,
  { hasNews, nowMs }: { hasNews: boolean; nowMs: number },
): number {
  const waitedMs = hasNews ? nowMs + groupWaitSeconds * 1_000 : nowMs;
  return notifiedMs === null
    ? waitedMs
    : Math.max(waitedMs, notifiedMs + groupIntervalSeconds * 1_000);
}

function mustRepeat(
  { notifiedMs }: AlertGroup,
  audible: readonly GroupedAlert[],
  { timing, nowMs }: Pick<Standing, "timing" | "nowMs">,
): boolean {
  const { repeatIntervalSeconds } = timing;
  if (notifiedMs === null || repeatIntervalSeconds === null) return false;
  const isNeeded = audible.some(({ isAcknowledged }) => !isAcknowledged);
  return isNeeded && nowMs >= notifiedMs + repeatIntervalSeconds * 1_000;
}
