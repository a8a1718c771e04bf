import { newCostSource } from "@/lib/contract/cost-sources.ts";
import { authorOf } from "@/lib/domain/ownership.ts";
import { createCostSource, queryCostSources } from "@/lib/query/cost-sources.ts";
import { apiRoute, noParams } from "@/lib/web/http.ts";
import { JSON_BODY, parseJsonBody } from "@/lib/web/http-json.ts";

export const GET = apiRoute("GET /api/v1/costs/sources", { query: noParams }, ({ nowMs }) =>
  queryCostSources(nowMs),
);

export const POST = apiRoute(
  "POST /api/v1/costs/sources",
  { query: noParams, accepts: JSON_BODY },
  async ({ request, principal, nowMs }) => {
    const given = await parseJsonBody(request, newCostSource);
    const stored = await createCostSource(given, { author: authorOf(principal), nowMs });
    return Response.json(stored, { status: 201 });
  },
);
