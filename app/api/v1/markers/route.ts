import { markersParams, newMarker } from "@/lib/contract/timeline.ts";
import { authorOf } from "@/lib/domain/ownership.ts";
import { createMarker, queryMarkers } from "@/lib/query/markers.ts";
import { apiRoute, noParams } from "@/lib/web/http.ts";
import { readIdempotencyKey } from "@/lib/web/http-idempotency.ts";
import { JSON_BODY, parseJsonBody } from "@/lib/web/http-json.ts";

export const GET = apiRoute("GET /api/v1/markers", { query: markersParams }, ({ query, nowMs }) =>
  queryMarkers(query, nowMs),
);

export const POST = apiRoute(
  "POST /api/v1/markers",
  { query: noParams, accepts: JSON_BODY },
  async ({ request, principal, nowMs }) => {
    const idempotencyKey = readIdempotencyKey(request);
    const given = await parseJsonBody(request, newMarker);
    const stored = await createMarker(given, {
      author: authorOf(principal),
      nowMs,
      idempotencyKey,
    });
    return Response.json(stored, { status: 201 });
  },
);
