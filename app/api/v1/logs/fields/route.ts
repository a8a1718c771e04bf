import { logFieldsParams } from "@/lib/contract/logs.ts";
import { queryLogFields } from "@/lib/query/log-fields.ts";
import { apiRoute } from "@/lib/web/http.ts";

export const GET = apiRoute(
  "GET /api/v1/logs/fields",
  { query: logFieldsParams },
  ({ query, nowMs }) => queryLogFields(query, nowMs),
);
