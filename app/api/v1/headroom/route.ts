import { headroomParams } from "@/lib/contract/headroom.ts";
import { queryHeadroom } from "@/lib/query/headroom.ts";
import { apiRoute } from "@/lib/web/http.ts";

export const GET = apiRoute("GET /api/v1/headroom", { query: headroomParams }, ({ query, nowMs }) =>
  queryHeadroom(query, nowMs),
);
