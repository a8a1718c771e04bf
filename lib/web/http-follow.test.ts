import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { LiveEvent } from "@/lib/contract/live.ts";
import type { FollowLine } from "@/lib/contract/logs.ts";
import { followStream, type LineSource } from "./http-follow.ts";

const START_MS = Date.UTC(2026, 10, 24, 10, 0, 0);
const LOGS: LiveEvent = {
  at: "2026-11-24T10:00:00.000Z",
  services: ["checkout"],
  signals: ["logs"],
};

const missed = (count: number): FollowLine => ({ skipped: count });

/** A stream whose source is what a test puts into `waiting`, and whose clock is the fake one. */
function fixture(start: () => Promise<FollowLine[]> = async () => [missed(0)]) {
  const listeners = new Set<(event: LiveEvent) => void>();
  const abort = new AbortController();
  const waiting: FollowLine[] = [];
  const source: LineSource = { start, next: async () => waiting.splice(0) };
  const response = followStream(source, {
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    signal: abort.signal,
    now: () => Date.now(),
  });
  const reader = response.body?.getReader();
  if (!reader) throw new Error("no body");
  const read = async (): Promise<unknown[] | null> => {
    const { done, value } = await reader.read();
    if (done) return null;
    const lines = new TextDecoder().decode(value).trimEnd().split("\n");
    return lines.map((line) => JSON.parse(line));
  };
  const ring = (event = LOGS) => {
    for (const listener of [...listeners]) listener(event);
  };
  return { response, reader, read, ring, waiting, listeners, abort };
}

beforeEach(() => {
  vi.useFakeTimers({ now: START_MS });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("followStream", () => {
  it("begins with what is there, as lines of JSON that nobody keeps", async () => {
    const { response, read } = fixture();
    expect(response.headers.get("content-type")).toBe("application/x-ndjson; charset=utf-8");
    expect(response.headers.get("cache-control")).toContain("no-store");
    expect(await read()).toEqual([missed(0)]);
  });

  it("reads at once when logs arrive, and not for other telemetry", async () => {
    const { read, ring, waiting } = fixture();
    await read();
    let came: unknown = "nothing yet";
    void read().then((lines) => {
      came = lines;
    });
    await vi.advanceTimersByTimeAsync(300);
    waiting.push(missed(1), missed(2));
    ring({ ...LOGS, signals: ["requests"] });
    await vi.advanceTimersByTimeAsync(100);
    expect(came).toBe("nothing yet");
    ring();
    await vi.advanceTimersByTimeAsync(0);
    expect(came).toEqual([missed(1), missed(2)]);
  });

  it("looks by itself every two seconds: another process may have taken something in", async () => {
    const { read, waiting } = fixture();
    await read();
    const next = read();
    await vi.advanceTimersByTimeAsync(300);
    waiting.push(missed(3));
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await next).toEqual([missed(3)]);
  });

  it("says that it is still there when nothing comes", async () => {
    const { read } = fixture();
    await read();
    const next = read();
    await vi.advanceTimersByTimeAsync(13_000);
    const [line] = (await next) ?? [];
    expect(line).toEqual({ heartbeat: expect.stringMatching(/^2026-11-24T10:00:1\d/) });
  });

  it("goes on after a read that failed", async () => {
    const { read, waiting } = fixture(async () => {
      throw new Error("no database");
    });
    expect(await read()).toEqual([{ heartbeat: "2026-11-24T10:00:00.000Z" }]);
    const next = read();
    waiting.push(missed(4));
    await vi.advanceTimersByTimeAsync(2_300);
    expect(await next).toEqual([missed(4)]);
  });

  it("lets go of everything when the request is aborted or the reader leaves", async () => {
    const aborted = fixture();
    await aborted.read();
    const end = aborted.read();
    aborted.abort.abort();
    await vi.advanceTimersByTimeAsync(300);
    expect(await end).toBeNull();
    expect(aborted.listeners.size).toBe(0);
    const left = fixture();
    await left.read();
    await left.reader.cancel();
    expect(left.listeners.size).toBe(0);
  });
});
