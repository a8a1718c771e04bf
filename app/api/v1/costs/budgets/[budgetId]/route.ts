import { newBudget } from "@/lib/contract/cost-budgets.ts";
import { changeBudget, deleteBudget } from "@/lib/query/cost-budgets.ts";
import { apiRoute, noParams } from "@/lib/web/http.ts";
import { JSON_BODY, parseJsonBody } from "@/lib/web/http-json.ts";

export const PUT = apiRoute(
  "PUT /api/v1/costs/budgets/[budgetId]",
  { query: noParams, accepts: JSON_BODY },
  async ({ request, path }) =>
    changeBudget(String(path.budgetId), await parseJsonBody(request, newBudget)),
);

export const DELETE = apiRoute(
  "DELETE /api/v1/costs/budgets/[budgetId]",
  { query: noParams },
  async ({ path }) => {
    await deleteBudget(String(path.budgetId));
    return new Response(null, { status: 204 });
  },
);
