import { setTimeout as sleep } from "node:timers/promises";
import { createEventBus } from "@headroom/sdk/event-bus";
import { Redis } from "ioredis";
import { startTelemetry } from "./telemetry.ts";

type Events = { "order.placed": { orderId: number } };

const stopTelemetry = startTelemetry();
const { REDIS_URL } = process.env;
const redis = REDIS_URL === undefined ? undefined : new Redis(REDIS_URL);
const bus = createEventBus<Events>({ attempts: 2, retryMs: 10, ...(redis ? { redis } : {}) });

const stored: number[] = [];
await bus.subscribe("order.placed", "stock", async ({ payload }) => {
  stored.push(payload.orderId);
});
await bus.subscribe("order.placed", "mail", async ({ payload }) => {
  if (payload.orderId === 7) throw new Error("nobody lives there");
});

for (const orderId of [6, 7, 8]) await bus.publish("order.placed", { orderId });
let letters = await bus.deadLetters("order.placed", "mail");
for (let waits = 0; waits < 100 && (stored.length < 3 || letters.length === 0); waits += 1) {
  await sleep(20);
  letters = await bus.deadLetters("order.placed", "mail");
}
console.log("stock has", stored.join(", "));
console.log("mail could not send", letters.length);

await bus.close();
await stopTelemetry();
redis?.disconnect();
