"use client";

import { useCallback, useSyncExternalStore } from "react";

/** The widths at which the layout changes, as the style sheet has them. */
const WIDTHS = { tablet: "(width >= 48rem)", desk: "(width >= 68.75rem)" } as const;

/** Whether the window is at least this wide; the server takes it to be. */
export function useIsAtLeast(width: keyof typeof WIDTHS): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const media = window.matchMedia(WIDTHS[width]);
      media.addEventListener("change", listener);
      return () => media.removeEventListener("change", listener);
    },
    [width],
  );
  return useSyncExternalStore(
    subscribe,
    () => window.matchMedia(WIDTHS[width]).matches,
    () => true,
  );
}
