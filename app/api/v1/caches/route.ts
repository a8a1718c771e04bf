import { cachesParams } from "@/lib/contract/caches.ts";
import { queryCaches } from "@/lib/query/caches.ts";
import { apiRoute } from "@/lib/web/http.ts";

export const GET = apiRoute("GET /api/v1/caches", { query: cachesParams }, ({ query, nowMs }) =>
  queryCaches(query, nowMs),
);
