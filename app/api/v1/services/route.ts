import { servicesParams } from "@/lib/contract/services.ts";
import { queryServices } from "@/lib/query/services.ts";
import { apiRoute } from "@/lib/web/http.ts";

export const GET = apiRoute("GET /api/v1/services", { query: servicesParams }, ({ query, nowMs }) =>
  queryServices(query, nowMs),
);
