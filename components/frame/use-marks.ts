"use client";

import { useMemo } from "react";
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
  return useMemo(
    () => (hydrated ? concernMarks({ rows, services, scope: { service, namespace } }) : new Map()),
    [rows, services, service, namespace, hydrated],
  );
}
