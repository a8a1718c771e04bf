import { resourcesParams } from "@/lib/contract/resources.ts";
import { queryResources } from "@/lib/query/resources.ts";
import { apiRoute } from "@/lib/web/http.ts";

export const GET = apiRoute(
  "GET /api/v1/resources",
  { query: resourcesParams },
  ({ query, nowMs }) => queryResources(query, nowMs),
);
