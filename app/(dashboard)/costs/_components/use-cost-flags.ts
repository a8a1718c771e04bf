"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useBar } from "@/components/frame/use-bar.ts";
import { timelineQuery } from "@/lib/client/timeline.ts";
import type { CostsResponse } from "@/lib/contract/costs.ts";
import { type CostFlag, toCostFlags } from "@/lib/view/cost-flags.ts";

const NONE: readonly CostFlag[] = [];

/** Deploys and marks of the days shown; none by month, and none until they are known. */
export function useCostFlags(
  { from, to, granularity }: CostsResponse,
  starts: readonly string[],
): readonly CostFlag[] {
  const { bar } = useBar();
  const isByDay = granularity === "day";
  const { environment } = bar;
  const { data } = useQuery({ ...timelineQuery({ from, to, environment }), enabled: isByDay });
  return useMemo(
    () => (isByDay && data ? toCostFlags(data.events, starts) : NONE),
    [isByDay, data, starts],
  );
}
