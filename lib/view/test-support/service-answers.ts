import type { RequestFigures, RequestPoint, RequestsResponse } from "@/lib/contract/requests.ts";
import type { ServiceSummary } from "@/lib/contract/services.ts";
import type { TimelineEvent } from "@/lib/contract/timeline.ts";

/** A fixed hour of minutes: 13:20 to 14:20 UTC on 24 November 2026. */
export const HOUR_START = Date.UTC(2026, 10, 24, 13, 20, 0);
export const HOUR_END = HOUR_START + 3_600_000;
export const MINUTES = 60;

const CALM: RequestFigures = {
  requestCount: 600,
  errorCount: 0,
  errorRatio: 0,
  throughputPerSecond: 10,
  meanMs: 60,
  p50Ms: 50,
  p95Ms: 150,
  p99Ms: 180,
  maxMs: 200,
  source: "spans",
};

/** A service that meets its objective, with what differs. */
export const summaryOf = (name: string, over: Partial<ServiceSummary> = {}): ServiceSummary => ({
  name,
  namespace: "",
  environment: "production",
  requestCount: 36_000,
  errorCount: 0,
  throughputPerSecond: 10,
  errorRatio: 0,
  p50Ms: 50,
  p95Ms: 150,
  p99Ms: 180,
  source: "spans",
  lastSeenAt: new Date(HOUR_END - 5_000).toISOString(),
  versions: [],
  ...over,
});

type Differ = (minute: number) => Partial<RequestFigures>;

/** A minute each; `differ` says how minutes are not calm. */
export const pointsOf = (differ: Differ = () => ({})): RequestPoint[] =>
  Array.from({ length: MINUTES }, (_, minute) => ({
    at: new Date(HOUR_START + minute * 60_000).toISOString(),
    ...CALM,
    ...differ(minute),
  }));

/** One group of a service, with what differs. */
export const groupOf = (service: string, differ?: Differ): RequestsResponse["groups"][number] => ({
  key: { namespace: "", service, environment: "production" },
  totals: { ...CALM, requestCount: 36_000 },
  points: pointsOf(differ),
});

/** The fixed hour's answer. */
export const answerOf = (groups: RequestsResponse["groups"]): RequestsResponse => ({
  from: new Date(HOUR_START).toISOString(),
  to: new Date(HOUR_END).toISOString(),
  stepSeconds: 60,
  groups,
});

/** A version of a service that began to answer so many ms after the hour began. */
export const versionEvent = (service: string, version: string, afterMs: number): TimelineEvent => ({
  source: "version",
  id: `${service} ${version}`,
  at: new Date(HOUR_START + afterMs).toISOString(),
  title: `${service} ${version}`,
  service,
  namespace: "",
  environment: "production",
  kind: "deployment",
  version,
  previousVersion: "1",
  versionChange: "new",
  change: null,
});
