"use client";

import { useSyncExternalStore } from "react";

/** Where the person is on the shared axis. Null index: nowhere. A selection is being dragged. */
export type Hover = {
  index: number | null;
  selection: { fromMs: number; toMs: number } | null;
};

/** Kept outside of React's state, so that moving the pointer renders the crosshair and nothing else. */
export type HoverStore = {
  get: () => Hover;
  set: (hover: Hover) => void;
  subscribe: (listener: () => void) => () => void;
};

const NOWHERE: Hover = { index: null, selection: null };

export function createHoverStore(): HoverStore {
  let current = NOWHERE;
  const listeners = new Set<() => void>();
  return {
    get: () => current,
    set: (hover) => {
      if (hover.index === current.index && hover.selection === current.selection) return;
      current = hover;
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The present hover; the caller renders whenever it moves. */
export const useHover = (store: HoverStore): Hover =>
  useSyncExternalStore(store.subscribe, store.get, () => NOWHERE);
