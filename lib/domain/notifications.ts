import type { AlertOperator, AlertQuery } from "./alerts.ts";

/** One alert as a message tells it. */
export type NotifiedAlert = {
  id: string;
  status: "firing" | "resolved";
  ruleId: string;
  ruleName: string;
  severity: string;
  labels: Record<string, string>;
  key: Record<string, string>;
  /** Null, as the operator: the rule is gone, or it is none that somebody wrote. */
  query: AlertQuery | null;
  operator: AlertOperator | null;
  threshold: number | null;
  /** Null: nothing was reported. */
  value: number | null;
  sinceMs: number;
  /** Null: it fires still. */
  resolvedMs: number | null;
  description: string | null;
  runbookUrl: string | null;
  /** Who looks after it; absent in messages from before there was this. */
  acknowledgedBy?: string | null;
};

/** What a channel is told of one group of alerts: all that fire, and those that are over since the last time. */
export type Notification = {
  /** The same for every message about the group. Messages of one group are delivered in their order. */
  groupId: string;
  groupLabels: Record<string, string>;
  atMs: number;
  alerts: NotifiedAlert[];
  /** Absent: what fires and what is over. Only channels that know what an acknowledgement is are told of one. */
  about?: "acknowledgement";
  /** What changed shortly before where it fires; absent: nobody has looked yet. */
  changes?: string[];
};
