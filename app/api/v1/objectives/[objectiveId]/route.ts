import { objectiveSpec } from "@/lib/contract/objectives.ts";
import { authorOf } from "@/lib/domain/ownership.ts";
import { changeObjective, deleteObjective, queryObjective } from "@/lib/query/objectives.ts";
import { apiRoute, noParams } from "@/lib/web/http.ts";
import { JSON_BODY, parseJsonBody } from "@/lib/web/http-json.ts";

export const GET = apiRoute(
  "GET /api/v1/objectives/[objectiveId]",
  { query: noParams },
  ({ path, nowMs }) => queryObjective(String(path.objectiveId), nowMs),
);

export const PUT = apiRoute(
  "PUT /api/v1/objectives/[objectiveId]",
  { query: noParams, accepts: JSON_BODY },
  async ({ request, path, principal, nowMs }) => {
    const spec = await parseJsonBody(request, objectiveSpec);
    return changeObjective(String(path.objectiveId), spec, { author: authorOf(principal), nowMs });
  },
);

export const DELETE = apiRoute(
  "DELETE /api/v1/objectives/[objectiveId]",
  { query: noParams },
  async ({ path }) => {
    await deleteObjective(String(path.objectiveId));
    return new Response(null, { status: 204 });
  },
);
