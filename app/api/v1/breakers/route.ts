import { breakersParams } from "@/lib/contract/breakers.ts";
import { queryBreakers } from "@/lib/query/breakers.ts";
import { apiRoute } from "@/lib/web/http.ts";

export const GET = apiRoute("GET /api/v1/breakers", { query: breakersParams }, ({ query, nowMs }) =>
  queryBreakers(query, nowMs),
);
