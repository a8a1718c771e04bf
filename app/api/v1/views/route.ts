import { newView } from "@/lib/contract/views.ts";
import { authorOf } from "@/lib/domain/ownership.ts";
import { createView, queryViews } from "@/lib/query/views.ts";
import { apiRoute, noParams } from "@/lib/web/http.ts";
import { JSON_BODY, parseJsonBody } from "@/lib/web/http-json.ts";

export const GET = apiRoute("GET /api/v1/views", { query: noParams }, ({ principal }) =>
  queryViews(authorOf(principal)),
);

export const POST = apiRoute(
  "POST /api/v1/views",
  { query: noParams, accepts: JSON_BODY },
  async ({ request, principal, nowMs }) => {
    const view = await parseJsonBody(request, newView);
    const stored = await createView(view, { author: authorOf(principal), nowMs });
    return Response.json(stored, { status: 201 });
  },
);
