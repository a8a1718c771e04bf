"use client";

import { useQuery } from "@tanstack/react-query";
import { overviewQuery } from "@/lib/client/overview.ts";
import type { OverviewResponse, OverviewService } from "@/lib/contract/overview.ts";
import { overviewQuestion } from "./service-questions.ts";
import { useBar } from "./use-bar.ts";

/** What the concerns tell of every service of the bar's range and environment; null: not known yet. */
export function useOverview(): readonly OverviewService[] | null {
  const { bar } = useBar();
  return useQuery(overviewQuery(overviewQuestion(bar))).data?.services ?? null;
}

/** How the bills of this month are; null: no bill tells, or it is not known yet. */
export function useCostsOfMonth(): OverviewResponse["costs"] {
  const { bar } = useBar();
  return useQuery(overviewQuery(overviewQuestion(bar))).data?.costs ?? null;
}
