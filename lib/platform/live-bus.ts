import { EventEmitter } from "node:events";
import type { LiveEvent } from "@/lib/contract/live.ts";

// Next bundles this module more than once in a process; the bus must exist once.
declare global {
  var headroomLiveBus: EventEmitter | undefined;
  var headroomLiveChanges: number | undefined;
  var headroomLiveDeliveries: number | undefined;
}

function bus(): EventEmitter {
  if (!globalThis.headroomLiveBus) {
    globalThis.headroomLiveBus = new EventEmitter();
    globalThis.headroomLiveBus.setMaxListeners(0);
  }
  return globalThis.headroomLiveBus;
}

/** Tells open pages that something new can be queried. */
export const publishLive = (event: LiveEvent): void => {
  globalThis.headroomLiveChanges = liveChanges() + 1;
  globalThis.headroomLiveDeliveries = liveDeliveries() + bus().listenerCount("change");
  bus().emit("change", event);
};

/** How many changes this process has heard of; equal to an earlier count: nothing new can be queried since. */
export const liveChanges = (): number => globalThis.headroomLiveChanges ?? 0;

/** How many of them were handed to open pages of this process, each page counted. */
export const liveDeliveries = (): number => globalThis.headroomLiveDeliveries ?? 0;

/** Hears of what can newly be queried until the returned function is called. */
export function subscribeLive(listener: (event: LiveEvent) => void): () => void {
  bus().on("change", listener);
  return () => bus().off("change", listener);
}
