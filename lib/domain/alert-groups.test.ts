import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AlertGroup, advanceGroups, type GroupedAlert, groupOf } from "./alert-groups.ts";
import { type AlertRouting, DEFAULT_ROUTING, ROOT_ROUTE } from "./alert-routing.ts";

const routingOf = (wait: number, interval: number, repeat: number | null): AlertRouting => ({
  ...DEFAULT_ROUTING,
  root: {
    ...DEFAULT_ROUTING.root,
    ...{ groupWaitSeconds: wait, groupIntervalSeconds: interval, repeatIntervalSeconds: repeat },
  },
});
const place = (channelId: string, service: string, routeId: string = ROOT_ROUTE) =>
  groupOf({ channelId, routeId, groupLabels: { service } });

/** What fires at a second: alerts of one group, some of them muted (`~`) or acknowledged (`+`). */
type Firing = readonly string[];
const alertOf = (name: string): GroupedAlert => ({
  alertId: name.replace(/[~+]/, ""),
  groups: [place("hook", "shop")],
  isMuted: name.endsWith("~"),
  isAcknowledged: name.endsWith("+"),
});

type Sent = { at: number; firing: string[]; resolved: string[] };

/** Steps through seconds 0, 1, 2 …; what is known survives only as what a database would give back. */
function run(routing: AlertRouting, seconds: readonly Firing[]): Sent[] {
  let stored = "[]";
  const sent: Sent[] = [];
  seconds.forEach((firing, at) => {
    const known = new Map<string, AlertGroup>(JSON.parse(stored));
    const step = advanceGroups(known, firing.map(alertOf), { routing, nowMs: at * 1_000 });
    for (const group of step.saved) known.set(group.groupId, group);
    for (const groupId of step.removed) known.delete(groupId);
    stored = JSON.stringify([...known]);
    for (const message of step.messages) {
      const { firing: told, resolved } = message;
      sent.push({ at, firing: [...told].sort(), resolved: [...resolved].sort() });
    }
  });
  return sent;
}
const during = (length: number, firingAt: (at: number) => Firing) =>
  Array.from({ length }, (_, at) => firingAt(at));

describe("a group", () => {
  it("waits for others, and says what joined it in one message", () => {
    const seconds = during(20, (at) => (at === 0 ? ["a"] : ["a", "b"]));
    expect(run(routingOf(5, 60, null), seconds)).toEqual([
      { at: 5, firing: ["a", "b"], resolved: [] },
    ]);
  });

  it("leaves the interval between messages, and tells what is over once", () => {
    const seconds = during(90, (at) => (at < 8 ? ["a"] : at < 70 ? ["a", "b"] : ["b"]));
    expect(run(routingOf(5, 30, null), seconds)).toEqual([
      { at: 5, firing: ["a"], resolved: [] },
      { at: 35, firing: ["a", "b"], resolved: [] },
      { at: 70, firing: ["b"], resolved: ["a"] },
    ]);
  });

  it("tells each change by itself without an interval, and all that fires when it repeats", () => {
    const seconds = during(12, (at) => (at < 3 ? ["a"] : at < 11 ? ["a", "b"] : ["b"]));
    expect(run(routingOf(0, 0, 6), seconds)).toEqual([
      { at: 0, firing: ["a"], resolved: [] },
      { at: 3, firing: ["b"], resolved: [] },
      { at: 9, firing: ["a", "b"], resolved: [] },
      { at: 11, firing: [], resolved: ["a"] },
    ]);
  });

  it("says nothing of what is over before it was told", () => {
    expect(
      run(
        routingOf(5, 30, null),
        during(60, (at) => (at < 4 ? ["a"] : [])),
      ),
    ).toEqual([]);
  });

  it("repeats what fires, not what somebody looks after", () => {
    const seconds = during(50, (at) => (at < 25 ? ["a"] : at < 45 ? ["a+"] : ["a"]));
    expect(run(routingOf(0, 5, 10), seconds).map(({ at }) => at)).toEqual([0, 10, 20, 45]);
  });

  it("a mute keeps news and repetitions back, not the end of what was told", () => {
    const seconds = during(50, (at) => (at < 5 ? ["a~"] : at < 8 ? ["a"] : at < 30 ? ["a~"] : []));
    expect(run(routingOf(0, 5, 10), seconds)).toEqual([
      { at: 5, firing: ["a"], resolved: [] },
      { at: 30, firing: [], resolved: ["a"] },
    ]);
  });

  it("what moves to another group of the same channel is not told anew", () => {
    const routing = routingOf(0, 0, null);
    const alert = (groups: GroupedAlert["groups"]): GroupedAlert => ({
      ...{ alertId: "a", groups, isMuted: false, isAcknowledged: false },
    });
    const [one, two, far] = [place("hook", "shop"), place("hook", "cart"), place("far", "cart")];
    const first = advanceGroups(new Map(), [alert([one])], { routing, nowMs: 0 });
    const known = new Map(first.saved.map((group) => [group.groupId, group]));
    const moved = advanceGroups(known, [alert([two, far])], { routing, nowMs: 1_000 });
    expect(moved.messages.map(({ group }) => group.channelId)).toEqual(["far"]);
    expect(moved.removed).toEqual([one.groupId]);
    const now = new Map(moved.saved.map((group) => [group.groupId, group]));
    const over = advanceGroups(now, [], { routing, nowMs: 2_000 });
    expect(over.messages.map(({ group, resolved }) => [group.channelId, resolved])).toEqual([
      ["hook", ["a"]],
      ["far", ["a"]],
    ]);
    expect(over.removed).toHaveLength(2);
  });
});

const NAMES = ["a", "b", "c"];
/** Each alert's episodes as runs of seconds; a new episode is a new alert. */
const histories = fc
  .array(fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 8 }), {
    minLength: 1,
    maxLength: 3,
  })
  .map((ofAlerts) =>
    during(100, (at) =>
      ofAlerts.flatMap((runs, index) => {
        let end = 0;
        const episode = runs.findIndex((length) => {
          end += length;
          return at < end;
        });
        return episode >= 0 && episode % 2 === 0 ? [`${NAMES[index]}${episode}`] : [];
      }),
    ),
  );
const timings = fc.record({
  wait: fc.integer({ min: 0, max: 6 }),
  interval: fc.integer({ min: 0, max: 9 }),
  repeat: fc.constantFrom(null, 12, 25),
});

/** When an alert fires (from, to), when that was told, and when its end was. */
function lifeOf(alertId: string, seconds: readonly Firing[], sent: readonly Sent[]) {
  const from = seconds.findIndex((firing) => firing.includes(alertId));
  const to = seconds.findIndex((firing, at) => at > from && !firing.includes(alertId));
  return {
    ...{ from, to: to < 0 ? Number.POSITIVE_INFINITY : to },
    toldAt: sent.find(({ firing }) => firing.includes(alertId))?.at,
    overAt: sent.filter(({ resolved }) => resolved.includes(alertId)).map(({ at }) => at),
  };
}

function expectInterval(sent: readonly Sent[], leastSeconds: number): void {
  const pauses = sent.slice(1).map(({ at }, index) => at - (sent[index]?.at ?? 0));
  for (const pause of pauses) expect(pause).toBeGreaterThanOrEqual(leastSeconds);
}

/** Told in time and while it fires; its end once, to whom it was told, in time. */
function expectTold(life: ReturnType<typeof lifeOf>, most: number, length: number): void {
  const { from, to, toldAt, overAt } = life;
  if (toldAt === undefined) {
    expect(Math.min(to, length) - from).toBeLessThanOrEqual(most);
    expect(overAt).toEqual([]);
    return;
  }
  expect(toldAt).toBeGreaterThanOrEqual(from);
  expect(toldAt).toBeLessThanOrEqual(Math.min(from + most, to - 1));
  if (to + most < length) expect(overAt).toHaveLength(1);
  for (const at of overAt) {
    expect(at).toBeGreaterThanOrEqual(to);
    expect(at).toBeLessThanOrEqual(to + most);
  }
}

/** A message without news comes exactly when a repetition is due. */
function expectRepetitions(sent: readonly Sent[], repeat: number | null): void {
  for (const [index, message] of sent.entries()) {
    const known = new Set(sent.slice(0, index).flatMap(({ firing }) => firing));
    const hasNews = message.resolved.length > 0 || message.firing.some((id) => !known.has(id));
    if (!hasNews) expect(message.at - (sent[index - 1]?.at ?? 0)).toBe(repeat);
  }
}

it("whatever fires: in time, once, and its end after its beginning", () => {
  fc.assert(
    fc.property(histories, timings, (seconds, { wait, interval, repeat }) => {
      const sent = run(routingOf(wait, interval, repeat), seconds);
      expectInterval(sent, interval);
      expectRepetitions(sent, repeat);
      for (const alertId of new Set(seconds.flat())) {
        expectTold(lifeOf(alertId, seconds, sent), wait + interval, seconds.length);
      }
    }),
    { numRuns: 300, seed: 20_261_129 },
  );
});
