import { newSilence } from "@/lib/contract/silences.ts";
import { authorOf } from "@/lib/domain/ownership.ts";
import { createSilence, querySilences } from "@/lib/query/silences.ts";
import { apiRoute, noParams } from "@/lib/web/http.ts";
import { JSON_BODY, parseJsonBody } from "@/lib/web/http-json.ts";

export const GET = apiRoute("GET /api/v1/silences", { query: noParams }, ({ nowMs }) =>
  querySilences(nowMs),
);

export const POST = apiRoute(
  "POST /api/v1/silences",
  { query: noParams, accepts: JSON_BODY },
  async ({ request, principal, nowMs }) => {
    const given = await parseJsonBody(request, newSilence);
    const stored = await createSilence(given, { author: authorOf(principal), nowMs });
    return Response.json(stored, { status: 201 });
  },
);
