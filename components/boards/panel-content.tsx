"use client";

import dynamic from "next/dynamic";
import type { ChartSpec } from "@/lib/domain/chart-spec.ts";
import { PanelConcern } from "./panel-concern.tsx";
import { PanelCosts } from "./panel-costs.tsx";
import { PanelLogs } from "./panel-logs.tsx";
import { PanelMetrics } from "./panel-metrics.tsx";
import type { PanelRange } from "./panel-questions.ts";
import { PanelRequestHeat, PanelRequests } from "./panel-requests.tsx";

const PanelText = dynamic(() => import("./panel-text.tsx").then(({ PanelText }) => PanelText));

type Props = {
  /** Narrowed to what the reader chose. */
  chart: ChartSpec;
  title: string;
  range: PanelRange;
};

/** What a panel draws; it fills the panel's height. */
export function PanelContent({ chart, ...shared }: Props) {
  switch (chart.kind) {
    case "requests":
      return <PanelRequests chart={chart} {...shared} />;
    case "requestHeatmap":
      return <PanelRequestHeat chart={chart} {...shared} />;
    case "metrics":
      return <PanelMetrics chart={chart} {...shared} />;
    case "logs":
      return <PanelLogs chart={chart} {...shared} />;
    case "concern":
      return <PanelConcern key={chart.concern} chart={chart} {...shared} />;
    case "costs":
      return <PanelCosts chart={chart} {...shared} />;
    case "text":
      return <PanelText text={chart.text} />;
  }
}
