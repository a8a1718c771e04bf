import { scalingParams } from "@/lib/contract/scaling.ts";
import { queryScaling } from "@/lib/query/scaling.ts";
import { apiRoute } from "@/lib/web/http.ts";

export const GET = apiRoute("GET /api/v1/scaling", { query: scalingParams }, ({ query, nowMs }) =>
  queryScaling(query, nowMs),
);
