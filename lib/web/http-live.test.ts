import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { LiveEvent } from "@/lib/contract/live.ts";
import { HEARTBEAT_MS, liveStream } from "./http-live.ts";

const event: LiveEvent = {
  at: "2026-11-24T10:00:00.000Z",
  services: ["checkout"],
  signals: ["requests"],
};

function fixture() {
  const listeners = new Set<(event: LiveEvent) => void>();
  const abort = new AbortController();
  const response = liveStream((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, abort.signal);
  const reader = response.body?.getReader();
  if (!reader) throw new Error("no body");
  const next = async () => {
    const { done, value } = await reader.read();
    return done ? null : new TextDecoder().decode(value);
  };
  const tell = () => {
    for (const listener of [...listeners]) listener(event);
  };
  return { listeners, abort, response, reader, next, tell };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("liveStream", () => {
  it("sends each change as an event", async () => {
    const { next, tell, response } = fixture();
    expect(response.headers.get("content-type")).toContain("text/event-stream");
    expect(await next()).toBe("retry: 3000\n\n");
    tell();
    expect(await next()).toBe(
      'event: change\ndata: {"at":"2026-11-24T10:00:00.000Z","services":["checkout"],"signals":["requests"]}\n\n',
    );
  });

  it("sends a comment when nothing happens", async () => {
    const { next } = fixture();
    await next();
    vi.advanceTimersByTime(HEARTBEAT_MS);
    expect(await next()).toBe(": still here\n\n");
  });

  it("lets go of everything when the request is aborted", async () => {
    const { abort, listeners, next } = fixture();
    expect(listeners.size).toBe(1);
    abort.abort();
    expect(listeners.size).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
    await next();
    expect(await next()).toBeNull();
  });

  it("lets go of everything when the reader goes away", async () => {
    const { reader, listeners } = fixture();
    await reader.cancel();
    expect(listeners.size).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("cuts off a reader that does not read", () => {
    const { tell, listeners } = fixture();
    for (let i = 0; i < 1_000; i += 1) tell();
    expect(listeners.size).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });
});
