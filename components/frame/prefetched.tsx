"use client";

import {
  type DehydratedState,
  HydrationBoundary,
  hydrate,
  useQueryClient,
} from "@tanstack/react-query";
import { type ReactNode, useMemo } from "react";

type Props = { state: DehydratedState; children: ReactNode };

/**
 * Gives a page the answers that the server prefetched. The frame is drawn before the page and asks the same
 * questions, so they exist already, empty; `HydrationBoundary` would fill those only after the first paint, and the
 * page would be drawn without data on the server and once more in the browser. Here they are filled at once, as
 * long as nobody listens to them yet.
 */
export function Prefetched({ state, children }: Props) {
  const client = useQueryClient();
  useMemo(() => {
    const queries = state.queries.filter(({ queryHash }) => {
      const known = client.getQueryCache().get(queryHash);
      return known?.state.data === undefined && known?.getObserversCount() === 0;
    });
    hydrate(client, { mutations: [], queries });
  }, [client, state]);
  return <HydrationBoundary state={state}>{children}</HydrationBoundary>;
}
