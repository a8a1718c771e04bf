"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { requestsQuery } from "@/lib/client/requests.ts";
import { useBar } from "./use-bar.ts";
import { useIntake } from "./use-intake.ts";

/** The services that were ever seen and, while `active`, the routes of the bar's range. */
export function useKnownPlaces(active: boolean) {
  const { bar } = useBar();
  const { intake } = useIntake();
  const routes = useQuery({
    ...requestsQuery({
      from: bar.from,
      to: bar.to,
      environment: bar.environment,
      groupBy: "service,route,method",
      step: 86_400,
    }),
    enabled: active,
    staleTime: 60_000,
    meta: { live: false },
  });
  return useMemo(
    () => ({
      services: intake?.services ?? [],
      routes: (routes.data?.groups ?? []).map(({ key }) => ({
        service: key.service ?? "",
        route: key.route ?? "",
        method: key.method ?? "",
      })),
    }),
    [intake, routes.data],
  );
}

type Place = { service: string; namespace: string; environment: string };
type Route = { service: string; route: string; method: string };
type HrefOf = (
  path: string,
  change?: { service?: string | null; namespace?: string | null; environment?: string | null },
) => string;

/** The requests of a service, with the bar kept by `hrefOf` (see `useHref`). */
export const serviceHref = (hrefOf: HrefOf, { service, namespace, environment }: Place): string =>
  hrefOf("/requests", {
    service,
    namespace: namespace || null,
    environment: environment || null,
  });

/** The requests of a route, with the bar kept by `hrefOf`. */
export function routeHref(hrefOf: HrefOf, { service, route, method }: Route): string {
  const path = hrefOf("/requests", { service, namespace: null });
  const joint = path.includes("?") ? "&" : "?";
  return `${path}${joint}route=${encodeURIComponent(route)}&method=${encodeURIComponent(method)}`;
}
