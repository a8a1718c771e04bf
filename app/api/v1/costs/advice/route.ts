import { costServicesParams } from "@/lib/contract/cost-services.ts";
import { queryCostAdvice } from "@/lib/query/cost-advice.ts";
import { apiRoute } from "@/lib/web/http.ts";

export const GET = apiRoute(
  "GET /api/v1/costs/advice",
  { query: costServicesParams },
  ({ query, nowMs }) => queryCostAdvice(query, nowMs),
);
