import { alertRuleSpec } from "@/lib/contract/alert-rules.ts";
import { authorOf } from "@/lib/domain/ownership.ts";
import { changeAlertRule, deleteAlertRule, queryAlertRule } from "@/lib/query/alert-rules.ts";
import { apiRoute, noParams } from "@/lib/web/http.ts";
import { JSON_BODY, parseJsonBody } from "@/lib/web/http-json.ts";

export const GET = apiRoute("GET /api/v1/alert-rules/[ruleId]", { query: noParams }, ({ path }) =>
  queryAlertRule(String(path.ruleId)),
);

export const PUT = apiRoute(
  "PUT /api/v1/alert-rules/[ruleId]",
  { query: noParams, accepts: JSON_BODY },
  async ({ request, path, principal, nowMs }) => {
    const rule = await parseJsonBody(request, alertRuleSpec);
    return changeAlertRule(String(path.ruleId), rule, { author: authorOf(principal), nowMs });
  },
);

export const DELETE = apiRoute(
  "DELETE /api/v1/alert-rules/[ruleId]",
  { query: noParams },
  async ({ path }) => {
    await deleteAlertRule(String(path.ruleId));
    return new Response(null, { status: 204 });
  },
);
