import { costOfServiceParams } from "@/lib/contract/cost-of-service.ts";
import { queryCostOfService } from "@/lib/query/cost-of-service.ts";
import { apiRoute } from "@/lib/web/http.ts";

export const GET = apiRoute(
  "GET /api/v1/costs/service",
  { query: costOfServiceParams },
  ({ query, nowMs }) => queryCostOfService(query, nowMs),
);
