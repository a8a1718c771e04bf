import type { AlertOperator, AlertQuery } from "./alerts.ts";

/** One alert as a message tells it. */
export type NotifiedAlert = {
  id: string;
  status: "firing" | "resolved";
  key: Record<string, string>;
  /** Null: nothing was reported. */
  value: number | null;
  sinceMs: number;
  /** Null: it fires still. */
  resolvedMs: number | null;
};

/** What changed of the alerts of one rule at one evaluation. */
export type Notification = {
  ruleId: string;
  ruleName: string;
  severity: string;
  labels: Record<string, string>;
  /** Null, as the operator: the rule is gone. */
  query: AlertQuery | null;
  operator: AlertOperator | null;
  threshold: number | null;
  description: string | null;
  runbookUrl: string | null;
  atMs: number;
  alerts: NotifiedAlert[];
};
