import { setTimeout as sleep } from "node:timers/promises";
import pRetry from "p-retry";

export type Batch = {
  endpoint: URL;
  key: string | undefined;
  /** The same for every attempt, so that a repeated batch is counted once. */
  idempotencyKey: string;
  body: string;
  retries: number;
  backoffMs: number;
  signal: AbortSignal;
};

const ATTEMPT_TIMEOUT_MS = 10_000;
const LONGEST_WAIT_MS = 30_000;
const RETRYABLE = new Set([429, 502, 503, 504]);

class Refusal extends Error {
  readonly status: number;
  readonly retryAfterMs: number;

  constructor(status: number, retryAfterMs: number) {
    super(`Headroom answered ${status}`);
    this.status = status;
    this.retryAfterMs = retryAfterMs;
  }
}

/** Resolves once the batch is accepted; rejects when it was refused, retries ran out or `signal` aborted. */
export async function postBatch(batch: Batch): Promise<void> {
  await pRetry(() => attempt(batch), {
    retries: batch.retries,
    minTimeout: batch.backoffMs,
    maxTimeout: LONGEST_WAIT_MS,
    randomize: true,
    unref: true,
    signal: batch.signal,
    shouldRetry: ({ error }) => !(error instanceof Refusal) || RETRYABLE.has(error.status),
    onFailedAttempt: async ({ error, retriesLeft }) => {
      if (!(error instanceof Refusal) || !RETRYABLE.has(error.status) || retriesLeft === 0) return;
      await sleep(error.retryAfterMs, undefined, { ref: false, signal: batch.signal });
    },
  });
}

async function attempt({ endpoint, key, idempotencyKey, body, signal }: Batch): Promise<void> {
  const response = await fetch(endpoint, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "idempotency-key": idempotencyKey,
      ...(key !== undefined && { authorization: `Bearer ${key}` }),
    },
    body,
    signal: AbortSignal.any([signal, AbortSignal.timeout(ATTEMPT_TIMEOUT_MS)]),
  });
  await response.body?.cancel();
  if (!response.ok) throw new Refusal(response.status, retryAfterMs(response));
}

/** `Retry-After` in seconds or as a date, at most 30 s; 0 without one. */
function retryAfterMs(response: Response): number {
  const value = response.headers.get("retry-after");
  if (value === null) return 0;
  const seconds = Number(value);
  const ms = Number.isNaN(seconds) ? Date.parse(value) - Date.now() : seconds * 1000;
  return Math.min(Math.max(ms || 0, 0), LONGEST_WAIT_MS);
}
