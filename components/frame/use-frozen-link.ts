"use client";

import { useCallback } from "react";
import { boundMs } from "@/lib/view/ranges.ts";
import { frozenAddress } from "@/lib/view/share-link.ts";
import { useBar } from "./use-bar.ts";

/**
 * Makes this page's address with its range frozen to moments: those given, or those of the bar at the time of asking.
 * Call it in an event; the address is read then.
 */
export function useFrozenLink(): (range?: { fromMs: number; toMs: number } | null) => string {
  const { bar } = useBar();
  return useCallback(
    (range) => {
      const nowMs = Date.now();
      const fromMs = range?.fromMs ?? boundMs(bar.from, nowMs);
      const toMs = range?.toMs ?? boundMs(bar.to, nowMs);
      const address = window.location.href;
      return fromMs === null || toMs === null
        ? address
        : frozenAddress(address, { fromMs, toMs }, nowMs);
    },
    [bar.from, bar.to],
  );
}
