import { costsParams } from "@/lib/contract/costs.ts";
import { queryCosts } from "@/lib/query/costs.ts";
import { apiRoute } from "@/lib/web/http.ts";

export const GET = apiRoute("GET /api/v1/costs", { query: costsParams }, ({ query, nowMs }) =>
  queryCosts(query, nowMs),
);
