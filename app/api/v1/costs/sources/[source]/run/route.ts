import { runCostSourceNow } from "@/lib/query/cost-sources.ts";
import { apiRoute, noParams } from "@/lib/web/http.ts";

export const POST = apiRoute(
  "POST /api/v1/costs/sources/[source]/run",
  { query: noParams },
  ({ path, nowMs }) => runCostSourceNow(String(path.source), nowMs),
);
