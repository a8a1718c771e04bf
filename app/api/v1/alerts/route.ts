import { alertsParams } from "@/lib/contract/alerts.ts";
import { queryAlerts } from "@/lib/query/alerts.ts";
import { apiRoute } from "@/lib/web/http.ts";

export const GET = apiRoute("GET /api/v1/alerts", { query: alertsParams }, ({ query, nowMs }) =>
  queryAlerts(query, nowMs),
);
