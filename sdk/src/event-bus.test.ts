import { setTimeout as sleep } from "node:timers/promises";
import { context, propagation, SpanKind } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { createEventBus, type EventBus, type EventBusOptions } from "./event-bus.ts";
import { startTestMeter, type TestMeter } from "./test-support/metrics.ts";
import { HAS_REDIS, TestRedis } from "./test-support/redis.ts";

type Events = { "order.placed": { orderId: number } };

let meter: TestMeter;
let spans: InMemorySpanExporter;
let tracerProvider: BasicTracerProvider;
const closing: (() => Promise<unknown>)[] = [];

beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
});
afterAll(() => {
  context.disable();
  propagation.disable();
});
beforeEach(() => {
  meter = startTestMeter();
  spans = new InMemorySpanExporter();
  tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] });
  closing.push(() => meter.stop());
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

function busOf(options: EventBusOptions = {}): EventBus<Events> {
  const bus = createEventBus<Events>({
    attempts: 3,
    retryMs: 1,
    meterProvider: meter.provider,
    tracerProvider,
    ...options,
  });
  closing.push(() => bus.close());
  return bus;
}

const within = { timeout: 10_000, interval: 20 };

/** What both transports must do. */
function behaves(make: (options?: EventBusOptions) => EventBus<Events>) {
  it("gives each group every event, in order, whatever the others do", async () => {
    const bus = make();
    const stock: number[] = [];
    await bus.subscribe("order.placed", "mail", () => Promise.reject(new Error("no mail server")));
    await bus.subscribe("order.placed", "stock", async ({ payload }) => {
      stock.push(payload.orderId);
    });
    for (const orderId of [1, 2, 3]) await bus.publish("order.placed", { orderId });
    await vi.waitFor(() => expect(stock).toEqual([1, 2, 3]), within);
    await vi.waitFor(
      async () => expect(await bus.deadLetters("order.placed", "mail")).toHaveLength(3),
      within,
    );
    expect(await bus.deadLetters("order.placed", "stock")).toEqual([]);
  });

  it("tries again, an error of any class, and gives up after the last attempt", async () => {
    const bus = make();
    const attempts: number[] = [];
    let broken = true;
    await bus.subscribe("order.placed", "mail", async ({ attempt }) => {
      attempts.push(attempt);
      if (broken) throw new TypeError("undefined is not a function");
    });
    const id = await bus.publish("order.placed", { orderId: 7 });
    await vi.waitFor(
      async () =>
        expect(await bus.deadLetters("order.placed", "mail")).toMatchObject([
          { id, payload: { orderId: 7 }, reason: "undefined is not a function" },
        ]),
      within,
    );
    expect(attempts).toEqual([1, 2, 3]);
    const group = { "messaging.consumer.group.name": "mail" };
    expect(await meter.value("messaging.process.dead_lettered.messages", group)).toBe(1);
    expect(await meter.value("messaging.client.consumed.messages", group)).toBe(1);
    expect(await meter.value("messaging.process.duration", group)).toBe(3);
    expect(await meter.value("messaging.process.lag", group)).toBe(1);
    broken = false;
    expect(await bus.retryDeadLetter("order.placed", "mail", id)).toBe(true);
    await vi.waitFor(() => expect(attempts).toHaveLength(4), within);
    expect(await bus.deadLetters("order.placed", "mail")).toEqual([]);
    expect(await bus.retryDeadLetter("order.placed", "mail", id)).toBe(false);
  });

  it("links the processing to the publishing, in one trace", async () => {
    const bus = make();
    const handled = vi.fn();
    await bus.subscribe("order.placed", "mail", async () => handled());
    await bus.publish("order.placed", { orderId: 1 });
    await vi.waitFor(() => expect(spans.getFinishedSpans()).toHaveLength(2), within);
    const [sent, processed] = ["send order.placed", "process order.placed"].map((name) =>
      spans.getFinishedSpans().find((span) => span.name === name),
    );
    expect([sent?.kind, processed?.kind]).toEqual([SpanKind.PRODUCER, SpanKind.CONSUMER]);
    expect(processed?.links[0]?.context.spanId).toBe(sent?.spanContext().spanId);
    expect(processed?.spanContext().traceId).toBe(sent?.spanContext().traceId);
    expect(processed?.attributes).toMatchObject({
      "messaging.destination.name": "order.placed",
      "messaging.consumer.group.name": "mail",
      "messaging.operation.type": "process",
    });
  });
}

describe("createEventBus in the process", () => {
  behaves(busOf);

  it("publishes without waiting for handlers, and waits for them when it closes", async () => {
    const bus = busOf();
    let done = false;
    await bus.subscribe("order.placed", "mail", async () => {
      await sleep(20);
      done = true;
    });
    await bus.publish("order.placed", { orderId: 1 });
    expect(done).toBe(false);
    await bus.close();
    expect(done).toBe(true);
  });

  it("keeps a handler's change of its payload from the others", async () => {
    const bus = busOf();
    const seen: number[] = [];
    for (const group of ["a", "b"]) {
      await bus.subscribe("order.placed", group, async ({ payload }) => {
        seen.push(payload.orderId);
        payload.orderId = 0;
      });
    }
    await bus.publish("order.placed", { orderId: 5 });
    await vi.waitFor(() => expect(seen).toEqual([5, 5]));
  });
});

describe.skipIf(!HAS_REDIS)("createEventBus over Redis", () => {
  let server: TestRedis;
  beforeEach(async () => {
    server = await TestRedis.start();
    closing.push(() => server.stop());
  });
  const overRedis = (options: EventBusOptions = {}) =>
    busOf({ redis: server.connect(), ...options });

  behaves(overRedis);

  it("shares the events of a group among its consumers", async () => {
    const seen = [new Set<number>(), new Set<number>()];
    for (const [index, bus] of [overRedis(), overRedis()].entries()) {
      await bus.subscribe("order.placed", "mail", async ({ payload }) => {
        await sleep(5);
        seen[index]?.add(payload.orderId);
      });
    }
    const publisher = overRedis();
    for (let orderId = 0; orderId < 60; orderId++)
      await publisher.publish("order.placed", { orderId });
    await vi.waitFor(() => expect((seen[0]?.size ?? 0) + (seen[1]?.size ?? 0)).toBe(60), within);
    expect(Math.min(...seen.map((one) => one.size))).toBeGreaterThan(0);
  });

  it("takes over what a dead consumer had begun, and buries what was begun too often", async () => {
    const redis = server.connect();
    const begin = async (times: number) => {
      for (let time = 0; time < times; time++) {
        await redis.xclaim("events:order.placed", "mail", `dead-${time}`, 0, "0-1");
      }
    };
    await redis.xgroup("CREATE", "events:order.placed", "mail", "$", "MKSTREAM");
    const fields = ["payload", '{"orderId":9}', "carrier", "{}", "publishedAtMs", "1000"];
    await redis.xadd("events:order.placed", "0-1", ...fields);
    await redis.xreadgroup("GROUP", "mail", "dead", "STREAMS", "events:order.placed", ">");
    const bus = overRedis({ takeOverMs: 30 });
    const seen: number[] = [];
    await bus.subscribe("order.placed", "mail", async ({ payload }) => {
      seen.push(payload.orderId);
    });
    await vi.waitFor(() => expect(seen).toEqual([9]), within);
    await bus.close();

    await redis.xgroup("SETID", "events:order.placed", "mail", "0");
    await redis.xreadgroup("GROUP", "mail", "dead", "STREAMS", "events:order.placed", ">");
    await begin(3);
    const next = overRedis({ takeOverMs: 30 });
    await next.subscribe("order.placed", "mail", async ({ payload }) => {
      seen.push(payload.orderId);
    });
    await vi.waitFor(
      async () =>
        expect(await next.deadLetters("order.placed", "mail")).toMatchObject([
          { id: "0-1", reason: "taken up 3 times and never finished" },
        ]),
      within,
    );
    expect(seen).toEqual([9]);
  });

  it("goes on after Redis was away", async () => {
    const bus = overRedis();
    const seen: number[] = [];
    await bus.subscribe("order.placed", "mail", async ({ payload }) => {
      seen.push(payload.orderId);
    });
    await server.pause();
    await expect(bus.publish("order.placed", { orderId: 1 })).rejects.toThrow();
    expect(
      await meter
        .points("messaging.client.sent.messages")
        .then((points) => points.some(({ attributes }) => attributes["error.type"] !== undefined)),
    ).toBe(true);
    await server.resume();
    await vi.waitFor(async () => {
      await bus.publish("order.placed", { orderId: 2 });
      expect(seen).toContain(2);
    }, within);
  });
});
