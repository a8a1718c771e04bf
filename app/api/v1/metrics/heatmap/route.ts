import { metricHeatmapParams } from "@/lib/contract/metrics.ts";
import { queryMetricHeatmap } from "@/lib/query/metric-heatmap.ts";
import { apiRoute } from "@/lib/web/http.ts";

export const GET = apiRoute(
  "GET /api/v1/metrics/heatmap",
  { query: metricHeatmapParams },
  ({ query, nowMs }) => queryMetricHeatmap(query, nowMs),
);
