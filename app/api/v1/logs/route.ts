import { logsParams } from "@/lib/contract/logs.ts";
import { queryLogs } from "@/lib/query/logs.ts";
import { apiRoute } from "@/lib/web/http.ts";

export const GET = apiRoute("GET /api/v1/logs", { query: logsParams }, ({ query, nowMs }) =>
  queryLogs(query, nowMs),
);
