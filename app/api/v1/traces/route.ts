import { tracesParams } from "@/lib/contract/traces.ts";
import { queryTraces } from "@/lib/query/traces.ts";
import { apiRoute } from "@/lib/web/http.ts";

export const GET = apiRoute("GET /api/v1/traces", { query: tracesParams }, ({ query, nowMs }) =>
  queryTraces(query, nowMs),
);
