import type { LiveEvent } from "@/lib/contract/live.ts";

/** How often a line is sent when nothing happens, so that neither side nor a proxy takes the stream for dead. */
export const HEARTBEAT_MS = 15_000;

/** Calls the listener for each change until the returned function is called. */
export type Subscribe = (listener: (event: LiveEvent) => void) => () => void;

/** A client that reads more slowly than this many waiting messages is cut off: its browser connects again. */
const MAX_WAITING = 256;

/**
 * Server-sent events, `event: change` with a `LiveEvent` each, until `signal` aborts or the reader goes away.
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export function liveStream(subscribe: Subscribe, signal: AbortSignal): Response {
  const encoder = new TextEncoder();
  let stop = () => {};
  const stream = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const send = (text: string) => {
          if ((controller.desiredSize ?? 0) <= 0) end();
          else controller.enqueue(encoder.encode(text));
        };
        const unsubscribe = subscribe((event) =>
          send(`event: change\ndata: ${JSON.stringify(event)}\n\n`),
        );
        const heartbeat = setInterval(() => send(": still here\n\n"), HEARTBEAT_MS);
        heartbeat.unref();
        stop = () => {
          unsubscribe();
          clearInterval(heartbeat);
          signal.removeEventListener("abort", end);
        };
        function end() {
          stop();
          controller.close();
        }
        signal.addEventListener("abort", end, { once: true });
        send("retry: 3000\n\n");
        if (signal.aborted) end();
      },
      cancel: () => stop(),
    },
    new CountQueuingStrategy({ highWaterMark: MAX_WAITING }),
  );
  return new Response(stream, {
    headers: {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store, no-transform",
      "x-accel-buffering": "no",
    },
  });
}
