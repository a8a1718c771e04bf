import type { CarriedEvent, DeadLetter, EventTransport } from "./event-transport.ts";

type Listener = { group: string; deliver: (event: CarriedEvent) => Promise<void> };

/** Events within the process: each group's handler gets its own copy, one after the other. */
export function memoryEvents(keepEvents: number): EventTransport {
  const listeners = new Map<string, Listener[]>();
  const tails = new Map<Listener, Promise<void>>();
  const letters: DeadLetter[] = [];
  let lastId = 0;
  const isOf = (topic: string, group: string) => (letter: DeadLetter) =>
    letter.topic === topic && letter.group === group;

  const enqueue = (listener: Listener, event: CarriedEvent) => {
    const tail = (tails.get(listener) ?? Promise.resolve()).then(() => listener.deliver(event));
    tails.set(listener, tail);
  };
  return {
    system: "in_process",
    send: async (topic, event) => {
      lastId += 1;
      const id = String(lastId);
      // A copy as it would come over a wire: a handler that changes its payload changes nobody else's.
      const payload = JSON.stringify(event.payload);
      for (const listener of listeners.get(topic) ?? []) {
        enqueue(listener, { ...event, id, payload: JSON.parse(payload) });
      }
      return id;
    },
    listen: async (topic, group, deliver) => {
      const others = listeners.get(topic) ?? [];
      if (others.some((listener) => listener.group === group)) {
        throw new Error(`The group ${group} listens to ${topic} already`);
      }
      listeners.set(topic, [...others, { group, deliver }]);
    },
    bury: async (letter) => {
      letters.push(letter);
      if (letters.length > Math.ceil(keepEvents / 100)) letters.shift();
    },
    buried: async (topic, group, limit) =>
      letters.filter(isOf(topic, group)).slice(-limit).reverse(),
    exhume: async (topic, group, id) => {
      const index = letters.findIndex((letter) => isOf(topic, group)(letter) && letter.id === id);
      return index < 0 ? null : (letters.splice(index, 1)[0] ?? null);
    },
    close: async () => {
      listeners.clear();
      await Promise.all(tails.values());
    },
  };
}
