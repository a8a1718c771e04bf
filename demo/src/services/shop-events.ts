import { setTimeout as sleep } from "node:timers/promises";
import { createEventBus, type EventBus } from "@headroom/sdk/event-bus";
import type { Redis } from "ioredis";
import * as log from "./log.ts";

/** What the shop's services tell each other. */
export type ShopEvents = {
  "order.placed": { orderId: number; userId: number; totalCents: number; currency: string };
};

/** Over Redis Streams; without a Redis within the process. A handler is tried three times. */
export const openBus = (redis: Redis | undefined): EventBus<ShopEvents> =>
  createEventBus<ShopEvents>({
    ...(redis && { redis }),
    prefix: "shop",
    attempts: 3,
    keepEvents: 10_000,
  });

type Placed = ShopEvents["order.placed"];

/** Hears of orders as one of the group's consumers; a Redis that is away now is tried until it is back. */
export async function onOrderPlaced(
  bus: EventBus<ShopEvents>,
  group: string,
  handle: (order: Placed) => Promise<void>,
): Promise<void> {
  for (;;) {
    try {
      await bus.subscribe("order.placed", group, ({ payload }) => handle(payload));
      return;
    } catch (error) {
      log.warn("orders are not heard of yet", { "exception.message": String(error) });
      await sleep(1_000);
    }
  }
}
