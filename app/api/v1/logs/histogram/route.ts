import { logHistogramParams } from "@/lib/contract/logs.ts";
import { queryLogHistogram } from "@/lib/query/log-histogram.ts";
import { apiRoute } from "@/lib/web/http.ts";

export const GET = apiRoute(
  "GET /api/v1/logs/histogram",
  { query: logHistogramParams },
  ({ query, nowMs }) => queryLogHistogram(query, nowMs),
);
