import {
  type Attributes,
  context,
  type MeterProvider,
  propagation,
  SpanKind,
  SpanStatusCode,
  type TracerProvider,
  trace,
} from "@opentelemetry/api";
import { FINE_BOUNDARIES_S, instruments } from "./instruments.ts";

/** What travels with an event so that its processing finds the trace of its publishing. */
export type Carrier = Record<string, string>;

type Destination = { system: "redis" | "in_process"; topic: string };
type Processing = Destination & {
  group: string;
  id: string;
  attempt: number;
  carrier: Carrier;
  publishedAtMs: number;
};

export type EventTelemetry = {
  /** Runs `send` in a PRODUCER span; it gets what the event must carry. */
  published: (to: Destination, send: (carrier: Carrier) => Promise<string>) => Promise<string>;
  /** Runs `handle` in a CONSUMER span that links to the publisher's. Rejects as it does. */
  processed: (what: Processing, handle: () => Promise<void>) => Promise<void>;
  deadLettered: (from: Destination & { group: string }) => void;
};

type Providers = {
  meterProvider?: MeterProvider | undefined;
  tracerProvider?: TracerProvider | undefined;
  now: () => number;
};

/** @see https://opentelemetry.io/docs/specs/semconv/messaging/messaging-metrics/ */
export function eventTelemetry({ meterProvider, tracerProvider, now }: Providers): EventTelemetry {
  const current = instruments(
    (meter) => ({
      sent: meter.createCounter("messaging.client.sent.messages", { unit: "{message}" }),
      consumed: meter.createCounter("messaging.client.consumed.messages", { unit: "{message}" }),
      dead: meter.createCounter("messaging.process.dead_lettered.messages", {
        description: "Messages given up after their last attempt.",
        unit: "{message}",
      }),
      duration: meter.createHistogram("messaging.process.duration", {
        unit: "s",
        advice: { explicitBucketBoundaries: FINE_BOUNDARIES_S },
      }),
      lag: meter.createHistogram("messaging.process.lag", {
        description: "From the publishing of a message to the start of its processing.",
        unit: "s",
        advice: { explicitBucketBoundaries: [...FINE_BOUNDARIES_S, 30, 60, 300, 1_800] },
      }),
    }),
    meterProvider,
  );
  const tracer = () =>
    tracerProvider?.getTracer("@headroom/sdk") ?? trace.getTracer("@headroom/sdk");

  const published: EventTelemetry["published"] = (to, send) => {
    const attributes = destinationOf(to, "send");
    return tracer().startActiveSpan(
      `send ${to.topic}`,
      { kind: SpanKind.PRODUCER, attributes },
      async (span) => {
        const carrier: Carrier = {};
        propagation.inject(context.active(), carrier);
        let errorType: Attributes = {};
        try {
          const id = await send(carrier);
          span.setAttribute("messaging.message.id", id);
          return id;
        } catch (error) {
          errorType = errorOf(error);
          span.setStatus({ code: SpanStatusCode.ERROR, message: String(error) });
          throw error;
        } finally {
          current().sent.add(1, { ...attributes, ...errorType });
          span.setAttributes(errorType).end();
        }
      },
    );
  };

  const processed: EventTelemetry["processed"] = (what, handle) => {
    const attributes = {
      ...destinationOf(what, "process"),
      "messaging.consumer.group.name": what.group,
    };
    const parent = propagation.extract(context.active(), what.carrier);
    const producer = trace.getSpanContext(parent);
    const startedMs = now();
    if (what.attempt === 1) {
      current().consumed.add(1, attributes);
      current().lag.record(Math.max(0, startedMs - what.publishedAtMs) / 1_000, attributes);
    }
    return tracer().startActiveSpan(
      `process ${what.topic}`,
      {
        kind: SpanKind.CONSUMER,
        attributes: {
          ...attributes,
          "messaging.message.id": what.id,
          "messaging.message.attempt": what.attempt,
        },
        links: producer ? [{ context: producer }] : [],
      },
      parent,
      async (span) => {
        const beganMs = performance.now();
        let errorType: Attributes = {};
        try {
          await handle();
        } catch (error) {
          errorType = errorOf(error);
          span.setStatus({ code: SpanStatusCode.ERROR, message: String(error) });
          throw error;
        } finally {
          const seconds = (performance.now() - beganMs) / 1_000;
          current().duration.record(seconds, { ...attributes, ...errorType });
          span.setAttributes(errorType).end();
        }
      },
    );
  };

  return {
    published,
    processed,
    deadLettered: (from) =>
      current().dead.add(1, {
        ...destinationOf(from, "process"),
        "messaging.consumer.group.name": from.group,
      }),
  };
}

const destinationOf = ({ system, topic }: Destination, operation: "send" | "process") => ({
  "messaging.system": system,
  "messaging.destination.name": topic,
  "messaging.operation.name": operation,
  "messaging.operation.type": operation,
});

const errorOf = (error: unknown): Attributes => ({
  "error.type": error instanceof Error ? error.name : "_OTHER",
});
