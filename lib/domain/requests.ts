/** Where the counts of a service come from in one hour; `none` marks mere presence. */
export type RequestSource = "spans" | "metrics";

/** How a figure over several hours or services was counted. */
export type AnswerSource = RequestSource | "mixed";

/** The dimensions that identify one request series. Empty strings mean "not given" or dropped by the cap. */
export type RequestDimensions = {
  namespace: string;
  service: string;
  environment: string;
  route: string;
  method: string;
  /** HTTP status code as text, or the RPC status; empty when unknown. */
  status: string;
  instance: string;
  version: string;
};

/** The dimensions that a caller can group or filter by. */
export const REQUEST_GROUPINGS = [
  "service",
  "environment",
  "route",
  "method",
  "status",
  "instance",
  "version",
] as const;
export type RequestGrouping = (typeof REQUEST_GROUPINGS)[number];

/** What every service is held to until somebody says otherwise. */
export const DEFAULT_OBJECTIVE = { p95Ms: 200, errorRatio: 0.001 } as const;

/** Fewer requests than this in a range prove nothing about an error ratio of 0.1 %. */
export const MINIMUM_SAMPLE = 50;

/** A service that has not reported for this long is stale, not healthy. */
export const STALE_AFTER_MS = 120_000;
