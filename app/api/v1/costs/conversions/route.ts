import { costConversions } from "@/lib/contract/cost-conversions.ts";
import { queryConversions, replaceConversions } from "@/lib/query/cost-conversions.ts";
import { apiRoute, noParams } from "@/lib/web/http.ts";
import { JSON_BODY, parseJsonBody } from "@/lib/web/http-json.ts";

export const GET = apiRoute("GET /api/v1/costs/conversions", { query: noParams }, () =>
  queryConversions(),
);

export const PUT = apiRoute(
  "PUT /api/v1/costs/conversions",
  { query: noParams, accepts: JSON_BODY },
  async ({ request }) => replaceConversions(await parseJsonBody(request, costConversions)),
);
