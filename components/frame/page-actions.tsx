"use client";

import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useId,
  useState,
  useSyncExternalStore,
} from "react";
import type { Entry } from "./palette-entry.ts";

/** What the page at hand can do, besides what every page can. */
type Store = {
  get: () => readonly Entry[];
  /** Null takes back what this owner offered. */
  offer: (owner: string, actions: readonly Entry[] | null) => void;
  subscribe: (listener: () => void) => () => void;
};

const NONE: readonly Entry[] = [];

function createStore(): Store {
  let current = NONE;
  const offered = new Map<string, readonly Entry[]>();
  const listeners = new Set<() => void>();
  return {
    get: () => current,
    offer: (owner, actions) => {
      if (actions) offered.set(owner, actions);
      else offered.delete(owner);
      current = [...offered.values()].flat();
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

const PageActionsContext = createContext<Store | null>(null);

/** Holds the actions of the page between it and the palette. */
export function PageActionsProvider({ children }: { children: ReactNode }) {
  const [store] = useState(createStore);
  return <PageActionsContext value={store}>{children}</PageActionsContext>;
}

function useStore(): Store {
  const store = useContext(PageActionsContext);
  if (!store) throw new Error("page actions outside of PageActionsProvider");
  return store;
}

/** The actions of the page at hand. */
export function usePageActions(): readonly Entry[] {
  const store = useStore();
  return useSyncExternalStore(store.subscribe, store.get, () => NONE);
}

/** Offers actions in the palette while the caller is on screen; give it a list that changes only with its contents. */
export function useOfferActions(actions: readonly Entry[]): void {
  const store = useStore();
  const owner = useId();
  useEffect(() => {
    store.offer(owner, actions);
    return () => store.offer(owner, null);
  }, [store, owner, actions]);
}
