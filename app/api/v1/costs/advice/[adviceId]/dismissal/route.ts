import { newDismissal } from "@/lib/contract/cost-advice.ts";
import { authorOf } from "@/lib/domain/ownership.ts";
import { dismissAdvice, restoreAdvice } from "@/lib/query/cost-advice.ts";
import { apiRoute, noParams } from "@/lib/web/http.ts";
import { JSON_BODY, parseJsonBody } from "@/lib/web/http-json.ts";

export const PUT = apiRoute(
  "PUT /api/v1/costs/advice/[adviceId]/dismissal",
  { query: noParams, accepts: JSON_BODY },
  async ({ request, path, principal, nowMs }) => {
    const given = await parseJsonBody(request, newDismissal);
    await dismissAdvice(String(path.adviceId), given, { author: authorOf(principal), nowMs });
    return new Response(null, { status: 204 });
  },
);

export const DELETE = apiRoute(
  "DELETE /api/v1/costs/advice/[adviceId]/dismissal",
  { query: noParams },
  async ({ path }) => {
    await restoreAdvice(String(path.adviceId));
    return new Response(null, { status: 204 });
  },
);
