import { costMapping } from "@/lib/contract/cost-services.ts";
import { authorOf } from "@/lib/domain/ownership.ts";
import { queryMapping, replaceMapping } from "@/lib/query/cost-mapping.ts";
import { apiRoute, noParams } from "@/lib/web/http.ts";
import { JSON_BODY, parseJsonBody } from "@/lib/web/http-json.ts";

export const GET = apiRoute("GET /api/v1/costs/mapping", { query: noParams }, () => queryMapping());

export const PUT = apiRoute(
  "PUT /api/v1/costs/mapping",
  { query: noParams, accepts: JSON_BODY },
  async ({ request, principal, nowMs }) => {
    const given = await parseJsonBody(request, costMapping);
    return replaceMapping(given, { author: authorOf(principal), nowMs });
  },
);
