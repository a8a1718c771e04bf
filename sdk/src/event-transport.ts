/** An event that a group gave up. */
export type DeadLetter = {
  id: string;
  topic: string;
  group: string;
  payload: unknown;
  reason: string;
  publishedAt: Date;
};

/** An event as transports carry it. */
export type CarriedEvent = {
  id: string;
  payload: unknown;
  carrier: Record<string, string>;
  publishedAtMs: number;
};

/** What carries events. `deliver` resolves when the event is done with, one way or the other; it never rejects. */
export type EventTransport = {
  system: "redis" | "in_process";
  send: (topic: string, event: Omit<CarriedEvent, "id">) => Promise<string>;
  listen: (
    topic: string,
    group: string,
    deliver: (event: CarriedEvent) => Promise<void>,
  ) => Promise<void>;
  bury: (letter: DeadLetter) => Promise<void>;
  buried: (topic: string, group: string, limit: number) => Promise<DeadLetter[]>;
  exhume: (topic: string, group: string, id: string) => Promise<DeadLetter | null>;
  close: () => Promise<void>;
};
