import { changedCostSource } from "@/lib/contract/cost-sources.ts";
import { changeCostSource, removeCostSource } from "@/lib/query/cost-sources.ts";
import { apiRoute, noParams } from "@/lib/web/http.ts";
import { JSON_BODY, parseJsonBody } from "@/lib/web/http-json.ts";

export const PUT = apiRoute(
  "PUT /api/v1/costs/sources/[source]",
  { query: noParams, accepts: JSON_BODY },
  async ({ request, path, nowMs }) => {
    const given = await parseJsonBody(request, changedCostSource);
    return changeCostSource(String(path.source), given, nowMs);
  },
);

export const DELETE = apiRoute(
  "DELETE /api/v1/costs/sources/[source]",
  { query: noParams },
  async ({ path }) => {
    await removeCostSource(String(path.source));
    return new Response(null, { status: 204 });
  },
);
