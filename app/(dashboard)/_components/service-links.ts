"use client";

import { useCallback } from "react";
import { useHref } from "@/components/frame/use-bar.ts";
import type { ServiceKey } from "@/lib/domain/service.ts";
import type { ConcernHref } from "@/lib/view/overview-cause.ts";

const barOf = ({ service, namespace, environment }: ServiceKey) => ({
  service,
  namespace: namespace || null,
  environment,
});

/** The page of a service, with the bar's range kept. */
export function useServiceHref(): (key: ServiceKey) => string {
  const hrefOf = useHref();
  return useCallback((key) => hrefOf("/requests", barOf(key)), [hrefOf]);
}

/** The traces of a service, with the bar's range kept. */
export function useTracesHref(): (key: ServiceKey) => string {
  const hrefOf = useHref();
  return useCallback((key) => hrefOf("/traces", barOf(key)), [hrefOf]);
}

/** A concern of a service, with the bar's range kept. */
export function useConcernHrefOf(): ConcernHref {
  const hrefOf = useHref();
  return useCallback((concern, key) => hrefOf(`/${concern}`, barOf(key)), [hrefOf]);
}
