import { costBridgeParams } from "@/lib/contract/cost-bridge.ts";
import { queryCostBridge } from "@/lib/query/cost-bridge.ts";
import { apiRoute } from "@/lib/web/http.ts";

export const GET = apiRoute(
  "GET /api/v1/costs/bridge",
  { query: costBridgeParams },
  ({ query, nowMs }) => queryCostBridge(query, nowMs),
);
