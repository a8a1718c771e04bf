import { metricAttributesParams } from "@/lib/contract/metrics.ts";
import { queryMetricAttributes } from "@/lib/query/metric-attributes.ts";
import { apiRoute } from "@/lib/web/http.ts";

export const GET = apiRoute(
  "GET /api/v1/metrics/attributes",
  { query: metricAttributesParams },
  ({ query, nowMs }) => queryMetricAttributes(query, nowMs),
);
