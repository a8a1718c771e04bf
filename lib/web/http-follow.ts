import type { FollowLine } from "@/lib/contract/logs.ts";
import { log } from "@/lib/platform/log.ts";
import type { Subscribe } from "./http-live.ts";

/** Where the lines come from: `next` gives what is new since the last call. */
export type LineSource = {
  start: (nowMs: number) => Promise<FollowLine[]>;
  next: (nowMs: number) => Promise<FollowLine[]>;
};

/** A burst is read at most so often. */
const PACE_MS = 250;
/** Without an event it is looked this often: another process may have taken something in. */
const LOOK_MS = 2_000;
const HEARTBEAT_MS = 10_000;

/**
 * NDJSON, one line a record, until `signal` aborts or the reader leaves. Nothing is read ahead: a reader that falls
 * behind gets the newest records and a line that says how many it missed. A line with `heartbeat` comes when nothing
 * else does, so that nobody on the way takes the stream for dead.
 */
export function followStream(
  source: LineSource,
  { subscribe, signal, now }: { subscribe: Subscribe; signal: AbortSignal; now: () => number },
): Response {
  const encoder = new TextEncoder();
  const bell = new Bell(subscribe);
  const end = () => bell.close();
  signal.addEventListener("abort", end, { once: true });
  if (signal.aborted) end();
  let begun = false;
  const stream = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const lines = begun
          ? await nextLines(source, bell, now)
          : await source.start(now()).catch(failed);
        begun = true;
        if (bell.closed) return controller.close();
        // An empty chunk would end the pulling.
        const shown = lines.length > 0 ? lines : [heartbeat(now())];
        controller.enqueue(
          encoder.encode(shown.map((line) => `${JSON.stringify(line)}\n`).join("")),
        );
      },
      cancel: end,
    },
    new CountQueuingStrategy({ highWaterMark: 1 }),
  );
  return new Response(stream, {
    headers: {
      "content-type": "application/x-ndjson; charset=utf-8",
      "cache-control": "no-store, no-transform",
      "x-accel-buffering": "no",
    },
  });
}

/** Waits for lines; none: nothing came for as long as a heartbeat takes, or the reader left. */
async function nextLines(source: LineSource, bell: Bell, now: () => number): Promise<FollowLine[]> {
  const silentSinceMs = now();
  await bell.wait(PACE_MS, "always");
  while (!bell.closed) {
    const lines = await source.next(now()).catch(failed);
    if (lines.length > 0) return lines;
    if (now() - silentSinceMs >= HEARTBEAT_MS) return [];
    await bell.wait(LOOK_MS, "rung");
  }
  return [];
}

/** What cannot be read now is read later: its position stays. */
function failed(error: unknown): FollowLine[] {
  log.warn("logs could not be followed, tried again", { reason: String(error) });
  return [];
}

const heartbeat = (nowMs: number): FollowLine => ({ heartbeat: new Date(nowMs).toISOString() });

/** Rings when log records have arrived, and when it is closed. */
class Bell {
  closed = false;
  private rung = false;
  private wake: () => void = () => undefined;
  private readonly unsubscribe: () => void;

  constructor(subscribe: Subscribe) {
    this.unsubscribe = subscribe((event) => {
      if (!event.signals.includes("logs")) return;
      this.rung = true;
      this.wake();
    });
  }

  close(): void {
    this.closed = true;
    this.unsubscribe();
    this.wake();
  }

  /** Waits at most so long; `rung`: only until it rings, at once when it rang since the last time. */
  async wait(ms: number, until: "rung" | "always"): Promise<void> {
    if (this.closed) return;
    if (until === "rung" && this.rung) {
      this.rung = false;
      return;
    }
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wake = () => {
        if (until === "always" && !this.closed) return;
        clearTimeout(timer);
        resolve();
      };
    });
    if (until === "rung") this.rung = false;
    this.wake = () => undefined;
  }
}
