import { metricSeriesParams } from "@/lib/contract/metrics.ts";
import { queryMetricSeries } from "@/lib/query/metric-series.ts";
import { apiRoute } from "@/lib/web/http.ts";

export const GET = apiRoute(
  "GET /api/v1/metrics/series",
  { query: metricSeriesParams },
  ({ query, nowMs }) => queryMetricSeries(query, nowMs),
);
