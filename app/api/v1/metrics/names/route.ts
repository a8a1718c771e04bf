import { metricNamesParams } from "@/lib/contract/metrics.ts";
import { queryMetricNames } from "@/lib/query/metric-names.ts";
import { apiRoute } from "@/lib/web/http.ts";

export const GET = apiRoute(
  "GET /api/v1/metrics/names",
  { query: metricNamesParams },
  ({ query, nowMs }) => queryMetricNames(query, nowMs),
);
