import { queryIntake } from "@/lib/query/intake.ts";
import { apiRoute, noParams } from "@/lib/web/http.ts";

export const GET = apiRoute("GET /api/v1/intake", { query: noParams }, ({ nowMs }) =>
  queryIntake(nowMs),
);
