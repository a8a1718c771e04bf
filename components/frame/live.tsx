"use client";

import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { followLive } from "@/lib/client/live.ts";
import { refreshLive } from "@/lib/client/query-client.ts";
import { livePaceMs, shouldRefresh } from "@/lib/view/live-pace.ts";
import { isPast } from "@/lib/view/ranges.ts";
import { useBar } from "./use-bar.ts";

/** `held`: new data waits while the person reads; `fixed`: the range ends in the past. */
export type LiveState = "live" | "held" | "paused" | "fixed";

const LiveContext = createContext<LiveState>("live");

const TICK_MS = 500;
/** A pointer that rests this long no longer reads: a wall display must not freeze. */
const READING_MS = 8_000;

/**
 * Asks for live data again when the server says that there is some, at most at the range's pace, or by
 * polling without a connection. It rests while the tab is hidden, while paused, and while the pointer or
 * the keyboard is on something marked `data-hold`.
 */
export function LiveProvider({ children }: { children: ReactNode }) {
  const { bar } = useBar();
  const queryClient = useQueryClient();
  const [held, setHeld] = useState(false);
  const fixed = isPast(bar);
  const following = bar.live === "on" && !fixed;
  useEffect(() => {
    if (!following) return;
    return follow({ queryClient, paceMs: livePaceMs(bar.from), onHeld: setHeld });
  }, [following, bar.from, queryClient]);
  const state = fixed ? "fixed" : bar.live === "off" ? "paused" : held ? "held" : "live";
  return <LiveContext value={state}>{children}</LiveContext>;
}

/** What live updates do at this moment. */
export const useLiveState = (): LiveState => useContext(LiveContext);

type Following = { queryClient: QueryClient; paceMs: number; onHeld: (held: boolean) => void };

function follow({ queryClient, paceMs, onHeld }: Following): () => void {
  let pending = false;
  let connected = false;
  let lastRefreshMs = Date.now();
  let readAtMs = 0;
  let stop: (() => void) | null = null;

  const connect = () => {
    stop ??= followLive({
      onEvent: ({ signals }) => {
        // Who is on call does not wait for the pace of charts, and nothing else changes with an alert.
        if (signals.includes("alerts"))
          void queryClient.invalidateQueries({ queryKey: ["alerts"] });
        if (signals.some((signal) => signal !== "alerts")) pending = true;
      },
      onConnected: (is) => {
        connected = is;
        // What was announced before this connection stood was not heard.
        if (is) pending = true;
      },
    });
  };
  const disconnect = () => {
    stop?.();
    stop = null;
    connected = false;
  };
  const tick = () => {
    const nowMs = Date.now();
    const held = nowMs - readAtMs < READING_MS;
    onHeld(held && pending);
    if (document.hidden) return;
    if (!shouldRefresh({ nowMs, lastRefreshMs, pending, connected, held, paceMs })) return;
    lastRefreshMs = nowMs;
    pending = false;
    refreshLive(queryClient);
  };
  const follows = () => {
    if (document.hidden) return disconnect();
    connect();
    tick();
  };
  const notice = (event: Event) => {
    const onHold = event.target instanceof Element && event.target.closest("[data-hold]") !== null;
    readAtMs = onHold ? Date.now() : 0;
  };

  follows();
  const timer = setInterval(tick, TICK_MS);
  document.addEventListener("visibilitychange", follows);
  document.addEventListener("pointermove", notice, { passive: true });
  document.addEventListener("keydown", notice);
  return () => {
    disconnect();
    onHeld(false);
    clearInterval(timer);
    document.removeEventListener("visibilitychange", follows);
    document.removeEventListener("pointermove", notice);
    document.removeEventListener("keydown", notice);
  };
}
