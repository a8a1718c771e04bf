import { databasesParams, databasesResponse } from "@/lib/contract/databases.ts";
import { type GivenSpan, type Sender, traceBody } from "@/lib/ingest/test-support/bodies.ts";
import { type GivenMetric, metricsBody } from "@/lib/ingest/test-support/metric-bodies.ts";
import { queryDatabases } from "../databases.ts";
import { startDashboard } from "./dashboard.ts";

/** The clock of databases' tests, which stands still. */
export const NOW_MS = Date.UTC(2026, 10, 24, 12, 30, 0);
export const ago = (minutes: number): number => NOW_MS - minutes * 60_000;
export const SHOP = { service: "shop", namespace: "web", environment: "production" };

const CLIENT = 3;

export type GivenQuery = {
  at: number;
  ms: number;
  sql: string;
  failed?: boolean;
  more?: Record<string, string>;
};

/** The span of a query, as the driver's instrumentation makes it. */
export const querySpan = ({ at, ms, sql, failed = false, more = {} }: GivenQuery): GivenSpan => ({
  ...{ startMs: at, durationMs: ms, kind: CLIENT, name: "pg.query:SELECT shop" },
  statusCode: failed ? 2 : 0,
  attributes: {
    ...{ "db.system.name": "postgresql", "db.namespace": "shop", "db.query.text": sql },
    ...more,
  },
});

/** The answer about the last quarter of an hour. */
export const askDatabases = async (params: Record<string, unknown> = {}) =>
  databasesResponse.parse(
    await queryDatabases(databasesParams.parse({ from: "now-15m", ...params }), NOW_MS),
  );

/** A dashboard to which a shop's telemetry is sent; what is new in it is looked up at once. */
export async function startDatabases() {
  const dashboard = await startDashboard(() => NOW_MS);
  const send = async (signal: "traces" | "metrics", body: Uint8Array) => {
    await dashboard.ingest.send(signal, body);
    globalThis.headroomOperationCatalog = undefined;
    globalThis.headroomSeriesCatalog = undefined;
    globalThis.headroomMetricCatalog = undefined;
    globalThis.headroomMetricNames = undefined;
  };
  return {
    ...dashboard,
    sendSpans: (spans: readonly GivenSpan[], sender: Sender = {}) =>
      send("traces", traceBody(spans, { ...SHOP, ...sender })),
    sendMetrics: (metrics: readonly GivenMetric[], sender: Sender = {}) =>
      send("metrics", metricsBody(metrics, { ...SHOP, ...sender })),
  };
}
