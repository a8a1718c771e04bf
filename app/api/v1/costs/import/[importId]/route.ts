import { queryCostImport } from "@/lib/query/cost-import-answer.ts";
import { apiRoute, noParams } from "@/lib/web/http.ts";

export const GET = apiRoute(
  "GET /api/v1/costs/import/[importId]",
  { query: noParams },
  ({ path, nowMs }) => queryCostImport(String(path.importId), nowMs),
);
