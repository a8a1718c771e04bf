import type { AlertOperator, NoDataPolicy } from "@/lib/domain/alerts.ts";

/** How a rule stands in the editor: texts as they are typed; times as `5m`, shares in per cent. */
export type AlertForm = {
  name: string;
  concern: string;
  measure: string;
  groupBy: string[];
  /** Values with commas between them. */
  filters: { name: string; values: string }[];
  window: string;
  targetMs: string;
  objective: string;
  shortWindow: string;
  /** What is held against the threshold. */
  form: "value" | "compare" | "forecast";
  compareOffset: string;
  compareAs: "ratio" | "difference";
  horizon: string;
  operator: AlertOperator;
  threshold: string;
  recovery: string;
  for: string;
  keepFiring: string;
  minimumCount: string;
  noData: NoDataPolicy;
  /** What a silence of `staleAfter` means; `same`: what no data means, at once. */
  stale: NoDataPolicy | "same";
  staleAfter: string;
  /** Asked for where silence is an alert; empty: of every group. */
  minimumSeen: string;
  interval: string;
  severity: "info" | "warning" | "critical";
  channelIds: string[];
  labels: string;
  description: string;
  runbookUrl: string;
  owner: string;
  enabled: boolean;
};

/** What a new rule begins with. */
export const EMPTY_FORM: AlertForm = {
  name: "",
  concern: "requests",
  measure: "p95Ms",
  groupBy: ["service"],
  filters: [],
  window: "5m",
  targetMs: "200",
  objective: "99.9",
  shortWindow: "5m",
  form: "value",
  compareOffset: "1d",
  compareAs: "ratio",
  horizon: "4h",
  operator: ">",
  threshold: "200",
  recovery: "",
  for: "5m",
  keepFiring: "0s",
  minimumCount: "",
  noData: "keep",
  stale: "same",
  staleAfter: "10m",
  minimumSeen: "",
  interval: "1m",
  severity: "warning",
  channelIds: [],
  labels: "",
  description: "",
  runbookUrl: "",
  owner: "",
  enabled: true,
};
