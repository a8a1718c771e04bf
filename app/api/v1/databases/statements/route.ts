import { statementsParams } from "@/lib/contract/databases.ts";
import { queryStatements } from "@/lib/query/database-statements.ts";
import { apiRoute } from "@/lib/web/http.ts";

export const GET = apiRoute(
  "GET /api/v1/databases/statements",
  { query: statementsParams },
  ({ query, nowMs }) => queryStatements(query, nowMs),
);
