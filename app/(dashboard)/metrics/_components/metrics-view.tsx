"use client";

import { MetricExplorer } from "./metric-explorer.tsx";
import { MetricsOverview } from "./metrics-overview.tsx";
import { useMetricsState } from "./use-metrics.ts";

/** Every metric that arrives: the list of all, or one with its question. */
export function MetricsView() {
  const { state, change } = useMetricsState();
  return state.metric === null ? (
    <MetricsOverview find={state.find} onFind={(find) => change({ find: find || null })} />
  ) : (
    <MetricExplorer state={{ ...state, metric: state.metric }} onChange={change} />
  );
}
