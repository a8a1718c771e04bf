"use client";

import { useQueryStates } from "nuqs";
import { useCallback } from "react";
import { type Bar, barParsers, writeBar } from "./bar-state.ts";
import type { Concern } from "./concerns.ts";

/**
 * The bar's state and its setter. A change is a step in the browser's history, so "back" undoes it;
 * `live` alone is not worth a step.
 */
export function useBar(): { bar: Bar; setBar: (change: Partial<Nullable<Bar>>) => void } {
  const [bar, set] = useQueryStates(barParsers, { history: "push", scroll: false });
  const setBar = useCallback(
    (change: Partial<Nullable<Bar>>) => {
      const onlyLive = Object.keys(change).every((key) => key === "live");
      const isRange = "from" in change || "to" in change;
      void set(isRange ? { frozen: null, ...change } : change, {
        history: onlyLive ? "replace" : "push",
      });
    },
    [set],
  );
  return { bar, setBar };
}

type Nullable<T> = { [K in keyof T]: T[K] | null };

/** Makes links that keep the bar: `hrefOf("/requests", { service: "users" })`. Null removes a part. */
export function useHref(): (path: string, change?: Partial<Nullable<Bar>>) => string {
  const { bar } = useBar();
  return useCallback(
    (path: string, change: Partial<Nullable<Bar>> = {}) => {
      const isRange = "from" in change || "to" in change;
      return writeBar(path, { ...bar, ...(isRange ? { frozen: null } : {}), ...change });
    },
    [bar],
  );
}

/** The link of a concern from the page at hand. */
export function useConcernHref(): (concern: Concern) => string {
  const hrefOf = useHref();
  return useCallback(
    (concern) =>
      hrefOf(concern.href, concern.allServices ? { service: null, namespace: null } : {}),
    [hrefOf],
  );
}
