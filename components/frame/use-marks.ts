"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { alertsQuery } from "@/lib/client/alerts.ts";
import { scalingMarkQuery } from "@/lib/client/scaling.ts";
import { alertMark } from "@/lib/view/alerts.ts";
import { concernMarks, type Mark, markOf } from "@/lib/view/concern-marks.ts";
import { scalingMark } from "@/lib/view/scaling-rows.ts";
import { scalingMarkQuestion } from "./service-questions.ts";
import { useBar } from "./use-bar.ts";
import { useHydrated } from "./use-hydrated.ts";
import { useCostsOfMonth, useOverview } from "./use-overview.ts";
import { useServices } from "./use-services.ts";

/** What is wrong in each concern, by its id; a concern without trouble is missing. */
export function useMarks(): ReadonlyMap<string, Mark> {
  const { rows } = useServices();
  const services = useOverview();
  const costs = useCostsOfMonth();
  const { bar } = useBar();
  const { service, namespace } = bar;
  const hydrated = useHydrated();
  const alerts = useQuery(alertsQuery()).data?.alerts;
  const scaling = useQuery(scalingMarkQuery(scalingMarkQuestion(bar))).data;
  return useMemo(() => {
    if (!hydrated) return new Map();
    const marks = new Map(concernMarks({ rows, services, scope: { service, namespace } }));
    const others = {
      ...{ alerts: alertMark(alerts ?? []), scaling: scaling && scalingMark(scaling) },
      costs: costs && markOf(costs.status),
    };
    for (const [id, mark] of Object.entries(others)) if (mark) marks.set(id, mark);
    return marks;
  }, [rows, services, service, namespace, hydrated, alerts, scaling, costs]);
}
