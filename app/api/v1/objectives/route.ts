import { objectiveSpec, objectivesParams } from "@/lib/contract/objectives.ts";
import { authorOf } from "@/lib/domain/ownership.ts";
import { createObjective, queryObjectives } from "@/lib/query/objectives.ts";
import { apiRoute, noParams } from "@/lib/web/http.ts";
import { JSON_BODY, parseJsonBody } from "@/lib/web/http-json.ts";

export const GET = apiRoute(
  "GET /api/v1/objectives",
  { query: objectivesParams },
  ({ query, nowMs }) => queryObjectives(query, nowMs),
);

export const POST = apiRoute(
  "POST /api/v1/objectives",
  { query: noParams, accepts: JSON_BODY },
  async ({ request, principal, nowMs }) => {
    const spec = await parseJsonBody(request, objectiveSpec);
    const stored = await createObjective(spec, { author: authorOf(principal), nowMs });
    return Response.json(stored, { status: 201 });
  },
);
