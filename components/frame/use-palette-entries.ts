"use client";

import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useMemo } from "react";
import { boardsQuery } from "@/lib/client/boards.ts";
import { metricNamesQuery } from "@/lib/client/metrics.ts";
import { viewsQuery } from "@/lib/client/views.ts";
import type { RecentPlace } from "@/lib/view/palette.ts";
import { findTraceId } from "@/lib/view/trace-id.ts";
import { CONCERNS } from "./concerns.ts";
import { usePageActions } from "./page-actions.tsx";
import type { Entry } from "./palette-entry.ts";
import { traceHref } from "./trace-href.ts";
import { useBar, useConcernHref, useHref } from "./use-bar.ts";
import { routeHref, serviceHref, useKnownPlaces } from "./use-known-places.ts";
import { useViewCommands } from "./use-view-commands.ts";

const MOST_METRICS = 6;

type Options = { text: string; recent: readonly RecentPlace[]; onShowKeys: () => void };

/** Everything that the palette knows. Metrics are searched by the server as the person types. */
export function usePaletteEntries({ text, recent, onShowKeys }: Options) {
  const pages = usePages();
  const places = usePlaces(text);
  const metrics = useMetrics(text);
  const kept = useKept();
  const commands = useViewCommands(onShowKeys);
  const actions = usePageActions();
  const entries = useMemo(
    (): Entry[] => [
      ...recent.map((place): Entry => ({ id: `recent ${place.href}`, group: "Recent", ...place })),
      ...actions,
      ...pages,
      ...places,
      ...metrics.entries,
      ...kept,
      ...commands,
    ],
    [recent, actions, pages, places, metrics.entries, kept, commands],
  );
  return { entries, searching: metrics.searching };
}

function usePages(): Entry[] {
  const concernHref = useConcernHref();
  return useMemo(
    () =>
      CONCERNS.map((concern) => ({
        id: `page ${concern.id}`,
        group: "Pages",
        title: concern.label,
        note: concern.group ?? "",
        icon: concern.icon,
        keys: ["g", concern.key],
        href: concernHref(concern),
      })),
    [concernHref],
  );
}

/** A pasted trace, services and routes. */
function usePlaces(text: string): Entry[] {
  const hrefOf = useHref();
  const known = useKnownPlaces(text.trim() !== "");
  return useMemo(() => {
    const trace = findTraceId(text);
    return [
      ...(trace
        ? [
            {
              id: `trace ${trace.traceId}`,
              group: "Trace" as const,
              title: `Trace ${trace.traceId}`,
              note: "open its waterfall",
              href: traceHref(hrefOf, trace),
            },
          ]
        : []),
      ...known.services.map(
        ({ name, namespace, environment }): Entry => ({
          id: `service ${namespace} ${name} ${environment}`,
          group: "Services",
          title: name,
          note: [namespace, environment].filter(Boolean).join(", "),
          href: serviceHref(hrefOf, { service: name, namespace, environment }),
        }),
      ),
      ...known.routes.map(
        (route): Entry => ({
          id: `route ${route.service} ${route.method} ${route.route}`,
          group: "Routes",
          title: `${route.method} ${route.route}`.trim(),
          note: route.service,
          href: routeHref(hrefOf, route),
        }),
      ),
    ];
  }, [text, hrefOf, known]);
}

function useMetrics(text: string): { entries: Entry[]; searching: boolean } {
  const { bar } = useBar();
  const hrefOf = useHref();
  const search = useDeferredValue(text.trim());
  const names = useQuery({
    ...metricNamesQuery({ from: bar.from, to: bar.to, search, limit: MOST_METRICS }),
    enabled: search.length > 1,
    staleTime: 60_000,
    retry: false,
  });
  const entries = useMemo(() => {
    if (search.length < 2) return [];
    const found = [...new Set((names.data?.metrics ?? []).map(({ name }) => name))];
    return found.map((name): Entry => {
      const href = hrefOf("/metrics");
      const joint = href.includes("?") ? "&" : "?";
      return {
        id: `metric ${name}`,
        group: "Metrics",
        title: name,
        note: "explore",
        href: `${href}${joint}metric=${encodeURIComponent(name)}`,
      };
    });
  }, [search, names.data, hrefOf]);
  return { entries, searching: names.isFetching };
}

/** Boards and saved views. */
function useKept(): Entry[] {
  const hrefOf = useHref();
  const boards = useQuery({ ...boardsQuery(), staleTime: 60_000 });
  const views = useQuery({ ...viewsQuery(), staleTime: 60_000 });
  return useMemo(
    () => [
      ...(boards.data?.boards ?? []).map(
        (board): Entry => ({
          id: `board ${board.id}`,
          group: "Boards",
          title: board.name,
          note: board.mine ? "yours" : board.ownerName,
          href: hrefOf(`/boards/${board.id}`),
        }),
      ),
      ...(views.data?.views ?? []).map(
        (view): Entry => ({
          id: `view ${view.id}`,
          group: "Saved views",
          title: view.name,
          note: view.mine ? "yours" : view.ownerName,
          href: view.path,
        }),
      ),
    ],
    [boards.data, views.data, hrefOf],
  );
}
