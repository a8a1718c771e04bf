"use client";

import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useState,
  useSyncExternalStore,
} from "react";

type Clock = { nowMs: number; initialMs: number; listeners: Set<() => void> };

const ClockContext = createContext<Clock | null>(null);

const TICK_MS = 1_000;

/**
 * The present for everything that counts from it. It starts at the server's moment of rendering, so that
 * server and browser write the same text first, and ticks only while the tab is visible.
 */
export function NowProvider({ initialMs, children }: { initialMs: number; children: ReactNode }) {
  const [clock] = useState<Clock>(() => ({ nowMs: initialMs, initialMs, listeners: new Set() }));
  useEffect(() => {
    const tick = () => {
      if (document.hidden) return;
      clock.nowMs = Date.now();
      for (const listener of clock.listeners) listener();
    };
    tick();
    const timer = setInterval(tick, TICK_MS);
    document.addEventListener("visibilitychange", tick);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", tick);
    };
  }, [clock]);
  return <ClockContext value={clock}>{children}</ClockContext>;
}

/** Unix ms rounded down to `stepMs`; the caller renders again once per step. */
export function useNow(stepMs = TICK_MS): number {
  const clock = useContext(ClockContext);
  if (!clock) throw new Error("useNow outside of NowProvider");
  const rounded = (ms: number) => Math.floor(ms / stepMs) * stepMs;
  return useSyncExternalStore(
    (listener) => {
      clock.listeners.add(listener);
      return () => clock.listeners.delete(listener);
    },
    () => rounded(clock.nowMs),
    () => rounded(clock.initialMs),
  );
}
