import { overviewParams } from "@/lib/contract/overview.ts";
import { queryOverview } from "@/lib/query/overview.ts";
import { apiRoute } from "@/lib/web/http.ts";

export const GET = apiRoute("GET /api/v1/overview", { query: overviewParams }, ({ query, nowMs }) =>
  queryOverview(query, nowMs),
);
