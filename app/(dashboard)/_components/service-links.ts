"use client";

import { useCallback } from "react";
import { useHref } from "@/components/frame/use-bar.ts";
import type { ServiceRow } from "@/lib/view/service-rows.ts";

type Key = Pick<ServiceRow, "service" | "namespace" | "environment">;

const barOf = ({ service, namespace, environment }: Key) => ({
  service,
  namespace: namespace || null,
  environment,
});

/** The page of a service, with the bar's range kept. */
export function useServiceHref(): (key: Key) => string {
  const hrefOf = useHref();
  return useCallback((key) => hrefOf("/requests", barOf(key)), [hrefOf]);
}

/** The traces of a service, with the bar's range kept. */
export function useTracesHref(): (key: Key) => string {
  const hrefOf = useHref();
  return useCallback((key) => hrefOf("/traces", barOf(key)), [hrefOf]);
}
