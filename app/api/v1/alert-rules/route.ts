import { alertRuleSpec } from "@/lib/contract/alert-rules.ts";
import { authorOf } from "@/lib/domain/ownership.ts";
import { createAlertRule, queryAlertRules } from "@/lib/query/alert-rules.ts";
import { apiRoute, noParams } from "@/lib/web/http.ts";
import { JSON_BODY, parseJsonBody } from "@/lib/web/http-json.ts";

export const GET = apiRoute("GET /api/v1/alert-rules", { query: noParams }, () =>
  queryAlertRules(),
);

export const POST = apiRoute(
  "POST /api/v1/alert-rules",
  { query: noParams, accepts: JSON_BODY },
  async ({ request, principal, nowMs }) => {
    const rule = await parseJsonBody(request, alertRuleSpec);
    const stored = await createAlertRule(rule, { author: authorOf(principal), nowMs });
    return Response.json(stored, { status: 201 });
  },
);
