import { cachesParams, cachesResponse } from "./caches.ts";
import { type Operation, READ_ERRORS } from "./operation.ts";

/** What caches answer, by layer. */
export const CACHE_OPERATIONS: readonly Operation[] = [
  {
    method: "get",
    path: "/api/v1/caches",
    summary: "Hits, misses, latency, evictions and size by service, cache and layer, over time",
    security: "key-or-session",
    query: cachesParams,
    response: { name: "Caches", schema: cachesResponse },
    errors: READ_ERRORS,
  },
];
