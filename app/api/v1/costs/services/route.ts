import { costServicesParams } from "@/lib/contract/cost-services.ts";
import { queryCostServices } from "@/lib/query/cost-services.ts";
import { apiRoute } from "@/lib/web/http.ts";

export const GET = apiRoute(
  "GET /api/v1/costs/services",
  { query: costServicesParams },
  ({ query, nowMs }) => queryCostServices(query, nowMs),
);
