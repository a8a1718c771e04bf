"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useBar } from "@/components/frame/use-bar.ts";
import { alertRulesQuery } from "@/lib/client/alerts.ts";
import { requestRuleLines } from "@/lib/view/rule-lines.ts";
import type { RequestFilters } from "./requests-state.ts";

/** The thresholds of rules that watch the requests shown. */
export function useRequestRules({ route, method }: RequestFilters) {
  const { bar } = useBar();
  const { service, namespace, environment } = bar;
  const rules = useQuery(alertRulesQuery()).data?.rules;
  return useMemo(
    () => requestRuleLines(rules ?? [], { service, namespace, environment, route, method }),
    [rules, service, namespace, environment, route, method],
  );
}
