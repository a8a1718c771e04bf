import { EventEmitter } from "node:events";
import type { LiveEvent } from "@/lib/contract/live.ts";

// Next bundles this module more than once in a process; the bus must exist once.
declare global {
  var headroomLiveBus: EventEmitter | undefined;
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
  bus().emit("change", event);
};

/** Hears of what can newly be queried until the returned function is called. */
export function subscribeLive(listener: (event: LiveEvent) => void): () => void {
  bus().on("change", listener);
  return () => bus().off("change", listener);
}
