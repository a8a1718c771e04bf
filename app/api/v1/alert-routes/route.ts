import { newAlertRouting } from "@/lib/contract/alert-routes.ts";
import { authorOf } from "@/lib/domain/ownership.ts";
import { changeAlertRoutes, queryAlertRoutes } from "@/lib/query/alert-routes.ts";
import { apiRoute, noParams } from "@/lib/web/http.ts";
import { JSON_BODY, parseJsonBody } from "@/lib/web/http-json.ts";

export const GET = apiRoute("GET /api/v1/alert-routes", { query: noParams }, queryAlertRoutes);

export const PUT = apiRoute(
  "PUT /api/v1/alert-routes",
  { query: noParams, accepts: JSON_BODY },
  async ({ request, principal, nowMs }) => {
    const given = await parseJsonBody(request, newAlertRouting);
    return changeAlertRoutes(given, { author: authorOf(principal), nowMs });
  },
);
