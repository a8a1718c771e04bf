import { heatmapParams } from "@/lib/contract/requests.ts";
import { queryHeatmap } from "@/lib/query/heatmap.ts";
import { apiRoute } from "@/lib/web/http.ts";

export const GET = apiRoute(
  "GET /api/v1/requests/heatmap",
  { query: heatmapParams },
  ({ query, nowMs }) => queryHeatmap(query, nowMs),
);
