import { newMaintenance } from "@/lib/contract/maintenance.ts";
import { authorOf } from "@/lib/domain/ownership.ts";
import { createMaintenance, queryMaintenance } from "@/lib/query/maintenance.ts";
import { apiRoute, noParams } from "@/lib/web/http.ts";
import { JSON_BODY, parseJsonBody } from "@/lib/web/http-json.ts";

export const GET = apiRoute("GET /api/v1/maintenance-windows", { query: noParams }, ({ nowMs }) =>
  queryMaintenance(nowMs),
);

export const POST = apiRoute(
  "POST /api/v1/maintenance-windows",
  { query: noParams, accepts: JSON_BODY },
  async ({ request, principal, nowMs }) => {
    const given = await parseJsonBody(request, newMaintenance);
    const stored = await createMaintenance(given, { author: authorOf(principal), nowMs });
    return Response.json(stored, { status: 201 });
  },
);
