import { randomUUID } from "node:crypto";
import type { MeterProvider, TracerProvider } from "@opentelemetry/api";
import type { Redis } from "ioredis";
import pRetry from "p-retry";
import { memoryEvents } from "./event-memory.ts";
import { redisEvents } from "./event-redis.ts";
import { type EventTelemetry, eventTelemetry } from "./event-telemetry.ts";
import type { CarriedEvent, DeadLetter, EventTransport } from "./event-transport.ts";

/** One event as a handler gets it. At least once: the same `id` may come again after a crash. */
export type BusEvent<Payload> = {
  id: string;
  topic: string;
  payload: Payload;
  publishedAt: Date;
  /** From 1. */
  attempt: number;
};

export type EventBusOptions = {
  /** Without it events stay in this process, and end with it. */
  redis?: Redis;
  /** Prefix of streams in Redis (`events`). */
  prefix?: string;
  /** How often an event is tried before it becomes a dead letter (5). */
  attempts?: number;
  /** The wait after the first failure, in milliseconds, doubled for each further one (200). */
  retryMs?: number;
  /** After how long without a sign of life another consumer takes an event over, in milliseconds (30,000). */
  takeOverMs?: number;
  /** About how many events a stream keeps (100,000); of dead letters a hundredth. */
  keepEvents?: number;
  /** The global ones unless given. */
  meterProvider?: MeterProvider;
  tracerProvider?: TracerProvider;
};

/** `Events`: the payload of each topic; payloads are what JSON makes of them. */
export type EventBus<Events extends Record<string, unknown>> = {
  /** Hands an event over and returns its id; it does not wait for handlers, and none of them can fail it. */
  publish: <Topic extends keyof Events & string>(
    topic: Topic,
    payload: Events[Topic],
  ) => Promise<string>;
  /**
   * Each group gets every event of the topic once; consumers of a group share them. A handler that rejects is tried
   * again, then its event becomes a dead letter; other groups do not notice. Resolves once the group listens.
   */
  subscribe: <Topic extends keyof Events & string>(
    topic: Topic,
    group: string,
    handle: (event: BusEvent<Events[Topic]>) => Promise<void>,
  ) => Promise<void>;
  /** The newest dead letters of a group, at most `limit` (100). */
  deadLetters: (
    topic: keyof Events & string,
    group: string,
    limit?: number,
  ) => Promise<DeadLetter[]>;
  /** Publishes a dead letter once more, for all groups, and removes it; false: there is none with this id. */
  retryDeadLetter: (topic: keyof Events & string, group: string, id: string) => Promise<boolean>;
  /** Waits for the handlers that run, then ends. */
  close: () => Promise<void>;
};

/** Publishes and subscribes, in this process or over Redis Streams; every step is measured and traced. */
export function createEventBus<Events extends Record<string, unknown>>(
  options: EventBusOptions = {},
): EventBus<Events> {
  const { attempts = 5, retryMs = 200, takeOverMs = 30_000, keepEvents = 100_000 } = options;
  const { meterProvider, tracerProvider } = options;
  const transport = options.redis
    ? redisEvents({
        redis: options.redis,
        prefix: options.prefix ?? "events",
        consumer: randomUUID(),
        takeOverMs,
        keepEvents,
        maxDeliveries: attempts,
      })
    : memoryEvents(keepEvents);
  const telemetry = eventTelemetry({ meterProvider, tracerProvider, now: Date.now });
  const send = (topic: string, payload: unknown) =>
    telemetry.published({ system: transport.system, topic }, (carrier) =>
      transport.send(topic, { payload, carrier, publishedAtMs: Date.now() }),
    );
  return {
    publish: send,
    subscribe: (topic, group, handle) =>
      transport.listen(topic, group, (event) =>
        process({
          transport,
          telemetry,
          event,
          topic,
          group,
          retry: { retries: attempts - 1, minTimeout: retryMs, randomize: true },
          handle: (attempt) =>
            handle({
              id: event.id,
              topic,
              payload: asPayload(event.payload),
              publishedAt: new Date(event.publishedAtMs),
              attempt,
            }),
        }),
      ),
    deadLetters: (topic, group, limit = 100) => transport.buried(topic, group, limit),
    retryDeadLetter: async (topic, group, id) => {
      const letter = await transport.exhume(topic, group, id);
      if (letter) await send(topic, letter.payload);
      return letter !== null;
    },
    close: () => transport.close(),
  };
}

type Process = {
  transport: EventTransport;
  telemetry: EventTelemetry;
  event: CarriedEvent;
  topic: string;
  group: string;
  retry: { retries: number; minTimeout: number; randomize: boolean };
  handle: (attempt: number) => Promise<void>;
};

/** A handler's failure: p-retry gives up at once on a bare `TypeError`, which it takes for a mistake of its caller. */
class FailedAttempt extends Error {}

async function process({ transport, telemetry, event, topic, group, retry, handle }: Process) {
  const { system } = transport;
  const { id, carrier, publishedAtMs, payload } = event;
  const attemptOnce = async (attempt: number) => {
    try {
      await telemetry.processed({ system, topic, group, id, attempt, carrier, publishedAtMs }, () =>
        handle(attempt),
      );
    } catch (error) {
      throw new FailedAttempt(error instanceof Error ? error.message : String(error));
    }
  };
  try {
    await pRetry(attemptOnce, retry);
  } catch (error) {
    telemetry.deadLettered({ system, topic, group });
    const reason = error instanceof Error ? error.message : String(error);
    const publishedAt = new Date(publishedAtMs);
    await transport.bury({ id, topic, group, payload, reason, publishedAt });
  }
}

/** Publisher and subscriber have agreed on the topic's payload; what came over the wire is taken for it. */
const asPayload = <Payload>(value: unknown): Payload => value as Payload;
