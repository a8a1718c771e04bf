"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { alertsQuery } from "@/lib/client/alerts.ts";
import { alertMark } from "@/lib/view/alerts.ts";
import { concernMarks, type Mark } from "@/lib/view/concern-marks.ts";
import { useBar } from "./use-bar.ts";
import { useHydrated } from "./use-hydrated.ts";
import { useOverview } from "./use-overview.ts";
import { useServices } from "./use-services.ts";

/** What is wrong in each concern, by its id; a concern without trouble is missing. */
export function useMarks(): ReadonlyMap<string, Mark> {
  const { rows } = useServices();
  const services = useOverview();
  const { bar } = useBar();
  const { service, namespace } = bar;
  const hydrated = useHydrated();
  const alerts = useQuery(alertsQuery()).data?.alerts;
  return useMemo(() => {
    if (!hydrated) return new Map();
    const marks = new Map(concernMarks({ rows, services, scope: { service, namespace } }));
    const ofAlerts = alertMark(alerts ?? []);
    return ofAlerts === null ? marks : marks.set("alerts", ofAlerts);
  }, [rows, services, service, namespace, hydrated, alerts]);
}
