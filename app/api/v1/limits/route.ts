import { limitsParams } from "@/lib/contract/limits.ts";
import { queryLimits } from "@/lib/query/limits.ts";
import { apiRoute } from "@/lib/web/http.ts";

export const GET = apiRoute("GET /api/v1/limits", { query: limitsParams }, ({ query, nowMs }) =>
  queryLimits(query, nowMs),
);
