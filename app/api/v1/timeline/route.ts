import { timelineParams } from "@/lib/contract/timeline.ts";
import { queryTimeline } from "@/lib/query/timeline.ts";
import { apiRoute } from "@/lib/web/http.ts";

export const GET = apiRoute("GET /api/v1/timeline", { query: timelineParams }, ({ query, nowMs }) =>
  queryTimeline(query, nowMs),
);
