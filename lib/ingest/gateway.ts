import type { Signal } from "./ingest-item.ts";
import { ingestState } from "./ingest-state.ts";
import type { WebBody } from "./messages.ts";
import type { OtlpAnswer } from "./otlp-http.ts";

/**
 * Sends a body that passed the web port's door through the ingest thread: the same pipeline and the same answer as on
 * port 4318. Answers 503 in a process that has no ingest role, or whose ingest thread has stopped.
 */
export function ingestFromWeb(body: WebBody): Promise<OtlpAnswer> {
  const state = ingestState();
  const { tell } = state;
  if (!tell) return Promise.resolve(notTaken());
  const id = state.nextId++;
  return new Promise((resolve) => {
    state.answers.set(id, resolve);
    tell({ kind: "body", id, body });
  });
}

/** Counts a body that the web port refused before it came here; a process without the ingest role counts none. */
export function refusedOnWeb(signal: Signal, reason: string): void {
  ingestState().tell?.({ kind: "refused", signal, reason });
}

/** What the web port's routes do with telemetry. */
export const WEB_INGEST = { send: ingestFromWeb, refused: refusedOnWeb };

/** Ends what still waits when the ingest thread has stopped: senders come back to another process. */
export function closeGateway(): void {
  const state = ingestState();
  state.tell = null;
  for (const answer of state.answers.values()) answer(notTaken());
  state.answers.clear();
}

const notTaken = (): OtlpAnswer => ({
  status: 503,
  headers: { "content-type": "application/json", "retry-after": "5" },
  body: Buffer.from('{"code":14,"message":"This process does not take telemetry"}'),
});
