import { Redis } from "ioredis";
import { log } from "./log.ts";

/** What processes of one installation tell each other. At most once: nothing here may be needed for correctness. */
export type Channel = "live" | "kept-traces";

export type Bus = {
  /** Tells the other processes; not this one. Never rejects. */
  publish(channel: Channel, message: string): void;
  /** Hears of what other processes publish. */
  subscribe(channel: Channel, hear: (message: string) => void): void;
  close(): Promise<void>;
};

const PREFIX = "headroom:";
const RETRY_MOST_MS = 5_000;

/** A bus over Redis; without an address one that reaches nobody, since then there is nobody else. */
export function createBus(redisUrl: string | null, sender: string): Bus {
  return redisUrl === null ? silentBus : new RedisBus(redisUrl, sender);
}

const silentBus: Bus = {
  publish: () => undefined,
  subscribe: () => undefined,
  close: () => Promise.resolve(),
};

class RedisBus implements Bus {
  private readonly out: Redis;
  private readonly in: Redis;
  private readonly hearers = new Map<string, (message: string) => void>();
  private complained = false;

  constructor(
    url: string,
    private readonly sender: string,
  ) {
    const retryStrategy = (times: number) => Math.min(times * 200, RETRY_MOST_MS);
    this.out = new Redis(url, {
      retryStrategy,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
    });
    this.in = new Redis(url, { retryStrategy, maxRetriesPerRequest: null });
    for (const client of [this.out, this.in]) {
      client.on("error", (error) => this.complain(error));
      client.on("ready", () => {
        this.complained = false;
      });
    }
    this.in.on("message", (channel: string, text: string) => this.hear(channel, text));
  }

  publish(channel: Channel, message: string): void {
    this.out.publish(PREFIX + channel, `${this.sender} ${message}`).catch(() => undefined);
  }

  subscribe(channel: Channel, hear: (message: string) => void): void {
    this.hearers.set(PREFIX + channel, hear);
    this.in.subscribe(PREFIX + channel).catch((error: unknown) => this.complain(error));
  }

  close(): Promise<void> {
    this.out.disconnect();
    this.in.disconnect();
    return Promise.resolve();
  }

  private hear(channel: string, text: string): void {
    const space = text.indexOf(" ");
    if (text.slice(0, space) !== this.sender) this.hearers.get(channel)?.(text.slice(space + 1));
  }

  /** Once for each outage. */
  private complain(error: unknown): void {
    if (this.complained) return;
    this.complained = true;
    log.warn("Redis is away: other processes are not told", { reason: String(error) });
  }
}
