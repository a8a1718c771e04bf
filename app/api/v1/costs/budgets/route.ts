import { budgetsParams, newBudget } from "@/lib/contract/cost-budgets.ts";
import { authorOf } from "@/lib/domain/ownership.ts";
import { createBudget, queryBudgets } from "@/lib/query/cost-budgets.ts";
import { apiRoute, noParams } from "@/lib/web/http.ts";
import { JSON_BODY, parseJsonBody } from "@/lib/web/http-json.ts";

export const GET = apiRoute(
  "GET /api/v1/costs/budgets",
  { query: budgetsParams },
  ({ query, nowMs }) => queryBudgets(query, nowMs),
);

export const POST = apiRoute(
  "POST /api/v1/costs/budgets",
  { query: noParams, accepts: JSON_BODY },
  async ({ request, principal, nowMs }) => {
    const given = await parseJsonBody(request, newBudget);
    const stored = await createBudget(given, { author: authorOf(principal), nowMs });
    return Response.json(stored, { status: 201 });
  },
);
