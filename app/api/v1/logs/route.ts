import { logsParams } from "@/lib/contract/logs.ts";
import { apiRoute } from "@/lib/platform/http.ts";
import { queryLogs } from "@/lib/query/logs.ts";

export const GET = apiRoute("GET /api/v1/logs", { query: logsParams }, ({ query, nowMs }) =>
  queryLogs(query, nowMs),
);
