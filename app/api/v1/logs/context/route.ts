import { logContextParams } from "@/lib/contract/logs.ts";
import { queryLogContext } from "@/lib/query/log-context.ts";
import { apiRoute } from "@/lib/web/http.ts";

export const GET = apiRoute("GET /api/v1/logs/context", { query: logContextParams }, ({ query }) =>
  queryLogContext(query),
);
