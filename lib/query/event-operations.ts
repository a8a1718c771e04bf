import type { EventKey } from "@/lib/contract/events.ts";
import type { EventDimension, EventMeasure } from "@/lib/domain/events.ts";
import { serviceKeyText } from "@/lib/domain/service.ts";
import { durationsOf, increaseOf } from "./lens-figures.ts";
import type { LensLine } from "./lens-line.ts";
import { onceBySeries } from "./once-by-series.ts";
import type { OperationLine } from "./operation-lines.ts";

export type EventLine = LensLine<EventDimension, EventMeasure>;

/** What a service does with messages. */
export type EventRole = "publish" | "process";

/** What tells of a destination and consumer group in a service: of each role either spans or metrics count. */
export type EventSources = {
  key: EventKey;
  lines: EventLine[];
  spans: Partial<Record<EventRole, OperationLine[]>>;
};

/** Spans' count is believed unless metrics count this many times as many: then traces are sampled. */
const MISSED = 1.1;

const MEASURES: Record<EventRole, readonly EventMeasure[]> = {
  publish: ["published", "publishMs"],
  process: ["processed", "processMs", "processFailedMs"],
};
const ROLES = ["publish", "process"] as const;

export const eventKeyText = (key: EventKey): string =>
  JSON.stringify([serviceKeyText(key), key.system, key.destination, key.consumerGroup]);

/** Whom metrics and spans of one destination belong to, whether or not they name the consumer group. */
const placeText = (key: EventKey): string => JSON.stringify([serviceKeyText(key), key.destination]);

const keyOf = (one: EventLine | OperationLine): EventKey => ({
  ...{ namespace: one.namespace, service: one.service, environment: one.environment },
  system: one.dimensions.system ?? "",
  destination: one.dimensions.destination ?? "",
  consumerGroup: one.dimensions.consumerGroup ?? "",
});

const named = onceBySeries((line: EventLine) => {
  const key = keyOf(line);
  return { key, text: eventKeyText(key) };
});

/**
 * Puts together what metrics and spans tell, each role of a service at a destination by one of both, so that no message
 * counts twice: by spans, whose durations are exact, unless the metrics count over 10 % more.
 */
export function eventSources(
  lines: readonly EventLine[],
  operations: readonly OperationLine[],
  whole: number,
): Map<string, EventSources> {
  const groups = new Map<string, EventSources>();
  const groupOf = (key: EventKey, text = eventKeyText(key)): EventSources => {
    const group = groups.get(text) ?? { key, lines: [], spans: {} };
    groups.set(text, group);
    return group;
  };
  for (const line of lines) {
    const { key, text } = named(line);
    groupOf(key, text).lines.push(line);
  }
  for (const role of ROLES) {
    const told = spansOf(role, operations);
    for (const place of new Set(told.map((line) => placeText(keyOf(line))))) {
      const spans = told.filter((line) => placeText(keyOf(line)) === place);
      const members = [...groups.values()].filter(({ key }) => placeText(key) === place);
      const counted = sum(members.map((group) => countOf(role, group.lines, whole)));
      if (counted > sum(spans.map(({ total }) => total.count)) * MISSED) continue;
      const texts = new Set(spans.map((line) => eventKeyText(keyOf(line))));
      for (const group of members) group.lines = withoutRole(role, group, texts);
      for (const line of spans) {
        const group = groupOf(keyOf(line));
        group.spans[role] = [...(group.spans[role] ?? []), line];
      }
    }
  }
  return new Map([...groups].filter(([, { lines, spans }]) => lines.length > 0 || hasAny(spans)));
}

const hasAny = (spans: EventSources["spans"]) => ROLES.some((role) => spans[role] !== undefined);

const sum = (counts: readonly number[]) => counts.reduce((all, count) => all + count, 0);

/** Spans of a role; what was received counts only for a service that shows no processing at that destination. */
function spansOf(role: EventRole, operations: readonly OperationLine[]): OperationLine[] {
  const of = (operation: string) =>
    operations.filter(({ dimensions }) => dimensions.operation === operation);
  if (role === "publish") return of("publish");
  const processed = of("process");
  const places = new Set(processed.map((line) => placeText(keyOf(line))));
  const received = of("receive").filter((line) => !places.has(placeText(keyOf(line))));
  return [...processed, ...received];
}

function countOf(role: EventRole, lines: readonly EventLine[], whole: number): number {
  if (role === "publish") {
    const timed = durationsOf(lines, ["publishMs"], whole)?.count ?? 0;
    return increaseOf(lines, "published", whole) ?? timed;
  }
  const attempts = durationsOf(lines, ["processMs", "processFailedMs"], whole)?.count;
  return attempts ?? increaseOf(lines, "processed", whole) ?? 0;
}

/** Without what spans count better. How many messages, however often tried, only a counter tells: it stays. */
const withoutRole = (role: EventRole, group: EventSources, texts: ReadonlySet<string>) =>
  group.lines.filter(
    ({ measure }) =>
      !MEASURES[role].includes(measure) ||
      (measure === "processed" && texts.has(eventKeyText(group.key))),
  );
