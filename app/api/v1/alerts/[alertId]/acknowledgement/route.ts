import { newAcknowledgement } from "@/lib/contract/acknowledgements.ts";
import { authorOf } from "@/lib/domain/ownership.ts";
import { acknowledgeAlert, withdrawAcknowledgement } from "@/lib/query/acknowledgements.ts";
import { apiRoute, noParams } from "@/lib/web/http.ts";
import { JSON_BODY, parseJsonBody } from "@/lib/web/http-json.ts";

export const POST = apiRoute(
  "POST /api/v1/alerts/[alertId]/acknowledgement",
  { query: noParams, accepts: JSON_BODY },
  async ({ request, path, principal, nowMs }) => {
    const given = await parseJsonBody(request, newAcknowledgement);
    const asking = { author: authorOf(principal), nowMs };
    const stored = await acknowledgeAlert(String(path.alertId), given, asking);
    return Response.json(stored, { status: 201 });
  },
);

export const DELETE = apiRoute(
  "DELETE /api/v1/alerts/[alertId]/acknowledgement",
  { query: noParams },
  async ({ path }) => {
    await withdrawAcknowledgement(String(path.alertId));
    return new Response(null, { status: 204 });
  },
);
