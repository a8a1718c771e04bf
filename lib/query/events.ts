import type { ClientBase } from "pg";
import type {
  EventFigures,
  EventKey,
  EventsParams,
  EventsResponse,
} from "@/lib/contract/events.ts";
import { EVENT_LENS, type EventDimension, type EventMeasure } from "@/lib/domain/events.ts";
import {
  answerConcern,
  type ConcernFound,
  type ConcernQuestion,
  pointsOf,
} from "./concern-answer.ts";
import { eventFiguresAt } from "./event-figures.ts";
import { type LensLine, readLens } from "./lens-lines.ts";
import type { LensSeries } from "./lens-series.ts";

/** Messages by destination and consumer group, over the range and by bucket. Throws `ParameterError`. */
export async function queryEvents(params: EventsParams, nowMs: number): Promise<EventsResponse> {
  const wanted = {
    system: params.system,
    destination: params.destination,
    consumerGroup: params.consumerGroup,
  };
  const { extras: _, ...answer } = await answerConcern(params, nowMs, (client, question) =>
    readEvents(client, question, wanted),
  );
  return answer;
}

type Wanted = Record<EventDimension, readonly string[]>;
type Found = ConcernFound<EventKey, EventFigures, null>;

const keyOf = (
  one: LensSeries<EventDimension, EventMeasure> | LensLine<EventDimension, EventMeasure>,
): EventKey => ({
  namespace: one.namespace,
  service: one.service,
  environment: one.environment,
  ...one.dimensions,
});

const textOf = (key: EventKey): string =>
  JSON.stringify([
    ...[key.namespace, key.service, key.environment],
    ...[key.system, key.destination, key.consumerGroup],
  ]);

async function readEvents(
  client: ClientBase,
  question: ConcernQuestion,
  wanted: Wanted,
): Promise<Found> {
  const answer = await readLens(client, {
    ...question,
    lens: EVENT_LENS,
    groupOf: (one) => textOf(keyOf(one)),
  });
  const { plan } = answer;
  const groups = new Map<
    string,
    { key: EventKey; lines: LensLine<EventDimension, EventMeasure>[] }
  >();
  for (const line of answer.lines) {
    const key = keyOf(line);
    if (!passes(key, wanted)) continue;
    const text = textOf(key);
    const known = groups.get(text);
    if (known) known.lines.push(line);
    else groups.set(text, { key, lines: [line] });
  }
  return {
    plan,
    groups: [...groups]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, { key, lines }]) => {
        const newest = Math.max(...lines.map((line) => line.newest));
        const at = (slot: number) =>
          eventFiguresAt(lines, slot, answer.passed(slot, slot < plan.points ? newest : null));
        return { key, totals: at(plan.points), points: pointsOf(plan, at) };
      }),
    extras: null,
  };
}

const passes = (key: EventKey, wanted: Wanted): boolean =>
  (["system", "destination", "consumerGroup"] as const).every(
    (dimension) => wanted[dimension].length === 0 || wanted[dimension].includes(key[dimension]),
  );
