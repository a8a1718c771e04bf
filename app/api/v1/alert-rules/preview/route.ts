import { alertPreviewParams } from "@/lib/contract/alert-preview.ts";
import { alertRuleSpec } from "@/lib/contract/alert-rules.ts";
import { backtestRule } from "@/lib/query/backtest.ts";
import { apiRoute } from "@/lib/web/http.ts";
import { JSON_BODY, parseJsonBody } from "@/lib/web/http-json.ts";

export const POST = apiRoute(
  "POST /api/v1/alert-rules/preview",
  { query: alertPreviewParams, accepts: JSON_BODY },
  async ({ request, query, nowMs }) =>
    backtestRule(await parseJsonBody(request, alertRuleSpec), query, nowMs),
);
