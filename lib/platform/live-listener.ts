import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { log } from "./log.ts";

const RETRY_MS = 1_000;
const RETRY_MOST_MS = 30_000;

/**
 * Hears what other processes and threads tell through the database, over a connection of its own, until the returned
 * function is called. At most once: while the connection is lost nothing is heard, and pages ask by themselves.
 */
export function listenToDatabase(
  url: string,
  channel: string,
  hear: (message: string) => void,
): () => Promise<void> {
  const listener = new DatabaseListener(url, channel, hear);
  const done = listener.run();
  return async () => {
    listener.stop();
    await done;
  };
}

class DatabaseListener {
  private readonly stopped = new AbortController();
  private complained = false;
  private restMs = RETRY_MS;

  constructor(
    private readonly url: string,
    private readonly channel: string,
    private readonly hear: (message: string) => void,
  ) {}

  stop(): void {
    this.stopped.abort();
  }

  async run(): Promise<void> {
    const { signal } = this.stopped;
    while (!signal.aborted) {
      const reason = await this.listen();
      if (signal.aborted) return;
      if (!this.complained) log.warn("live notices are not heard, tried again", { reason });
      this.complained = true;
      await sleep(this.restMs, undefined, { signal }).catch(() => undefined);
      this.restMs = Math.min(this.restMs * 2, RETRY_MOST_MS);
    }
  }

  /** Listens as long as the connection holds; returns why it does not. */
  private async listen(): Promise<string> {
    const { signal } = this.stopped;
    const client = new pg.Client({
      ...{ connectionString: this.url, application_name: "headroom live", keepAlive: true },
    });
    const lost = new Promise<string>((resolve) => {
      client.on("error", (error) => resolve(String(error)));
      client.on("end", () => resolve("the connection was closed"));
      signal.addEventListener("abort", () => resolve("stopped"), { once: true });
    });
    client.on("notification", ({ payload }) => this.hear(payload ?? ""));
    try {
      await client.connect();
      await client.query(`LISTEN ${client.escapeIdentifier(this.channel)}`);
      this.complained = false;
      this.restMs = RETRY_MS;
      return await lost;
    } catch (error) {
      return String(error);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}
