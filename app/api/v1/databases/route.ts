import { databasesParams } from "@/lib/contract/databases.ts";
import { queryDatabases } from "@/lib/query/databases.ts";
import { apiRoute } from "@/lib/web/http.ts";

export const GET = apiRoute(
  "GET /api/v1/databases",
  { query: databasesParams },
  ({ query, nowMs }) => queryDatabases(query, nowMs),
);
