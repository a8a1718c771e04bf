"use client";

import { FilterX, ListTree } from "lucide-react";
import { useMemo } from "react";
import { useOfferActions } from "@/components/frame/page-actions.tsx";
import type { Entry } from "@/components/frame/palette-entry.ts";

type Options = {
  tracesHref: string;
  /** Null: nothing narrows the page. */
  onClearFilters: (() => void) | null;
};

/** What the palette can do with the requests at hand. */
export function useRequestActions({ tracesHref, onClearFilters }: Options): void {
  const actions = useMemo(
    (): Entry[] => [
      {
        id: "action traces",
        group: "This page",
        title: "Traces of these requests",
        note: "",
        icon: ListTree,
        href: tracesHref,
      },
      ...(onClearFilters
        ? [
            {
              id: "action clear",
              group: "This page" as const,
              title: "Remove all filters",
              note: "route, method, status, instance, version",
              icon: FilterX,
              run: onClearFilters,
            },
          ]
        : []),
    ],
    [tracesHref, onClearFilters],
  );
  useOfferActions(actions);
}
