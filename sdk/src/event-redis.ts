import { setTimeout as sleep } from "node:timers/promises";
import { diag } from "@opentelemetry/api";
import type { Redis } from "ioredis";
import { parseEntry, parseLetter, toFields, toLetterFields } from "./event-redis-entries.ts";
import type { CarriedEvent, DeadLetter, EventTransport } from "./event-transport.ts";

type Options = {
  redis: Redis;
  prefix: string;
  /** This process among the consumers of a group. */
  consumer: string;
  takeOverMs: number;
  keepEvents: number;
  /** An event that was handed out more often than this without an end becomes a dead letter: it may be what kills. */
  maxDeliveries: number;
};

const BLOCK_MS = 1_000;
const BATCH = 10;
const PAUSE_MS = 500;

/** Events over Redis Streams: a stream per topic, a consumer group per group, a stream of dead letters for each. */
export function redisEvents(options: Options): EventTransport {
  const { prefix, keepEvents } = options;
  const commands = options.redis.duplicate({ maxRetriesPerRequest: 1 });
  commands.on("error", () => {});
  const streamOf = (topic: string) => `${prefix}:${topic}`;
  const graveOf = (topic: string, group: string) => `${prefix}:${topic}:dead:${group}`;
  const consumers: Consumer[] = [];
  const bury = async (letter: DeadLetter) => {
    const grave = graveOf(letter.topic, letter.group);
    await commands.xadd(
      grave,
      "MAXLEN",
      "~",
      Math.ceil(keepEvents / 100),
      "*",
      ...toLetterFields(letter),
    );
  };
  return {
    system: "redis",
    send: async (topic, event) => {
      const id = await commands.xadd(
        streamOf(topic),
        "MAXLEN",
        "~",
        keepEvents,
        "*",
        ...toFields(event),
      );
      if (id === null) throw new Error(`Redis took no event for ${topic}`);
      return id;
    },
    listen: async (topic, group, deliver) => {
      const consumer = new Consumer({
        ...options,
        commands,
        stream: streamOf(topic),
        topic,
        group,
        deliver,
        bury,
      });
      await consumer.start();
      consumers.push(consumer);
    },
    bury,
    buried: async (topic, group, limit) => {
      const entries = await commands.xrevrange(graveOf(topic, group), "+", "-", "COUNT", limit);
      return entries.map(([, fields]) => parseLetter({ topic, group, fields }));
    },
    exhume: async (topic, group, id) => {
      const grave = graveOf(topic, group);
      for (const [entryId, fields] of await commands.xrange(grave, "-", "+")) {
        const letter = parseLetter({ topic, group, fields });
        if (letter.id !== id) continue;
        // Of two that exhume the same letter, one removes it.
        return (await commands.xdel(grave, entryId)) === 1 ? letter : null;
      }
      return null;
    },
    close: async () => {
      await Promise.all(consumers.map((consumer) => consumer.stop()));
      commands.disconnect();
    },
  };
}

type ConsumerOptions = Options & {
  commands: Redis;
  stream: string;
  topic: string;
  group: string;
  deliver: (event: CarriedEvent) => Promise<void>;
  bury: (letter: DeadLetter) => Promise<void>;
};

/** One consumer of a group: takes new events and those whose consumer gives no sign of life, one after the other. */
class Consumer {
  readonly #options: ConsumerOptions;
  readonly #reader: Redis;
  #stopping = false;
  #done: Promise<void> = Promise.resolve();

  constructor(options: ConsumerOptions) {
    this.#options = options;
    // A read that waits blocks its connection.
    this.#reader = options.redis.duplicate({ maxRetriesPerRequest: null });
    this.#reader.on("error", () => {});
  }

  async start(): Promise<void> {
    await this.#createGroup();
    this.#done = this.#loop();
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#done;
    this.#reader.disconnect();
  }

  /** The group hears what is published from now on; one that exists goes on where it was. */
  async #createGroup(): Promise<void> {
    const { commands, stream, group } = this.#options;
    try {
      await commands.xgroup("CREATE", stream, group, "$", "MKSTREAM");
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith("BUSYGROUP"))) throw error;
    }
  }

  async #loop(): Promise<void> {
    while (!this.#stopping) {
      try {
        for (const entry of await this.#takeOver()) await this.#handle(entry);
        for (const entry of await this.#read()) await this.#handle(entry);
      } catch (error) {
        diag.warn(`events of ${this.#options.topic} cannot be read`, error);
        await sleep(PAUSE_MS);
        // A Redis that came back empty has no group any more.
        await this.#createGroup().catch(() => {});
      }
    }
  }

  async #read(): Promise<Entry[]> {
    const { stream, group, consumer } = this.#options;
    if (this.#stopping) return [];
    const answer: unknown = await this.#reader.xreadgroup(
      "GROUP",
      group,
      consumer,
      "COUNT",
      BATCH,
      "BLOCK",
      BLOCK_MS,
      "STREAMS",
      stream,
      ">",
    );
    const [first] = Array.isArray(answer) ? answer : [];
    return Array.isArray(first) ? entriesOf(first[1]) : [];
  }

  async #takeOver(): Promise<Entry[]> {
    const { commands, stream, group, consumer, takeOverMs } = this.#options;
    const answer: unknown = await commands.xautoclaim(
      stream,
      group,
      consumer,
      takeOverMs,
      "0-0",
      "COUNT",
      BATCH,
    );
    return Array.isArray(answer) ? entriesOf(answer[1]) : [];
  }

  async #handle({ id, fields }: Entry): Promise<void> {
    const { commands, stream, group, consumer, takeOverMs, maxDeliveries } = this.#options;
    // While the handler runs, this is the sign of life.
    const alive = setInterval(() => {
      commands.xclaim(stream, group, consumer, 0, id, "JUSTID").catch(() => {});
    }, takeOverMs / 3);
    try {
      const event = parseEntry(id, fields);
      if ((await this.#deliveriesOf(id)) > maxDeliveries) await this.#buryKiller(event);
      else await this.#options.deliver(event);
      await commands.xack(stream, group, id);
    } finally {
      clearInterval(alive);
    }
  }

  async #deliveriesOf(id: string): Promise<number> {
    const { commands, stream, group } = this.#options;
    const answer: unknown = await commands.xpending(stream, group, id, id, 1);
    const [first] = Array.isArray(answer) ? answer : [];
    return Array.isArray(first) ? Number(first[3]) : 0;
  }

  async #buryKiller({ id, payload, publishedAtMs }: CarriedEvent): Promise<void> {
    const { topic, group, maxDeliveries } = this.#options;
    const reason = `taken up ${maxDeliveries} times and never finished`;
    await this.#options.bury({
      id,
      topic,
      group,
      payload,
      reason,
      publishedAt: new Date(publishedAtMs),
    });
  }
}

type Entry = { id: string; fields: string[] };

/** Entries of a stream; one that was trimmed away meanwhile has no fields. */
function entriesOf(answer: unknown): Entry[] {
  if (!Array.isArray(answer)) return [];
  return answer.flatMap((entry: unknown) =>
    Array.isArray(entry) && Array.isArray(entry[1])
      ? [{ id: String(entry[0]), fields: entry[1].map(String) }]
      : [],
  );
}
