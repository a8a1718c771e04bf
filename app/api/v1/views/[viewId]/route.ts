import { viewChange } from "@/lib/contract/views.ts";
import { authorOf } from "@/lib/domain/ownership.ts";
import { changeView, deleteView } from "@/lib/query/views.ts";
import { apiRoute, noParams } from "@/lib/web/http.ts";
import { JSON_BODY, parseJsonBody } from "@/lib/web/http-json.ts";

export const PUT = apiRoute(
  "PUT /api/v1/views/[viewId]",
  { query: noParams, accepts: JSON_BODY },
  async ({ request, path, principal, nowMs }) => {
    const change = await parseJsonBody(request, viewChange);
    return changeView(String(path.viewId), change, { author: authorOf(principal), nowMs });
  },
);

export const DELETE = apiRoute(
  "DELETE /api/v1/views/[viewId]",
  { query: noParams },
  async ({ path, principal }) => {
    await deleteView(String(path.viewId), authorOf(principal));
    return new Response(null, { status: 204 });
  },
);
