import { Agent, type IncomingMessage, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { PastBody } from "./past-slices.ts";

export type Receiver = { endpoint: string; headers: Record<string, string> };

const MOST_AT_ONCE = 6;
const TIMEOUT_MS = 120_000;
const LONGEST_WAIT_S = 30;
/** The answers that OTLP lets a sender try again after. */
const RETRYABLE = new Set([429, 502, 503, 504]);

/** Pushes bodies to an OTLP/HTTP receiver, a few at once, as fast as it takes them. */
export class Push {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: MOST_AT_ONCE });
  private readonly running = new Set<Promise<void>>();
  private failure: unknown;

  constructor(private readonly receiver: Receiver) {}

  /** Resolves once there is room for the next body. Throws when one was refused before. */
  async send(body: PastBody): Promise<void> {
    const sending = this.sendUntilTaken(body).catch((error: unknown) => {
      this.failure ??= error;
    });
    this.running.add(sending);
    void sending.then(() => this.running.delete(sending));
    while (this.running.size >= MOST_AT_ONCE) await Promise.race(this.running);
    if (this.failure !== undefined) throw this.failure;
  }

  /** Waits until everything is acknowledged. Throws when something was refused. */
  async settled(): Promise<void> {
    await Promise.all(this.running);
    if (this.failure !== undefined) throw this.failure;
  }

  close(): void {
    this.agent.destroy();
  }

  private async sendUntilTaken(body: PastBody): Promise<void> {
    for (let wait = 1; ; wait = Math.min(wait * 2, LONGEST_WAIT_S)) {
      const answer = await this.post(body).catch((error: Error) => error);
      if (answer instanceof Error) {
        await sleep(wait * 1_000);
        continue;
      }
      if (answer.status === 200) return requireAll(answer);
      if (!RETRYABLE.has(answer.status)) {
        throw new Error(`${body.path} answered ${answer.status}: ${answer.bytes.toString()}`);
      }
      await sleep((answer.retryAfterSeconds ?? wait) * 1_000);
    }
  }

  private post({ path, bytes }: PastBody): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const outgoing = request(
        new URL(path, this.receiver.endpoint),
        {
          method: "POST",
          agent: this.agent,
          timeout: TIMEOUT_MS,
          headers: {
            ...this.receiver.headers,
            "content-type": "application/x-protobuf",
            "content-length": bytes.length,
          },
        },
        (response) => readAnswer(response).then(resolve, reject),
      );
      outgoing.on("timeout", () => outgoing.destroy(new Error("no answer in time")));
      outgoing.on("error", reject);
      outgoing.end(bytes);
    });
  }
}

type Answer = { status: number; retryAfterSeconds: number | null; bytes: Buffer };

async function readAnswer(response: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  const after = Number(response.headers["retry-after"]);
  return {
    status: response.statusCode ?? 0,
    retryAfterSeconds: Number.isFinite(after) && after > 0 ? after : null,
    bytes: Buffer.concat(chunks),
  };
}

/** An empty message says that everything was taken; anything else is a partial success with its reason. */
function requireAll({ bytes }: Answer): void {
  if (bytes.length === 0) return;
  const reason = /\d+ [\x20-\x7e]+/.exec(bytes.toString())?.[0] ?? "it gives no reason";
  throw new Error(
    `the receiver refused a part: ${reason} (Headroom's HEADROOM_ACCEPT_PAST must reach as far back as the backfill)`,
  );
}
