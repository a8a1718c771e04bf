import { z } from "zod";
import { alertPreview, alertPreviewParams } from "./alert-preview.ts";
import { alertRule, alertRuleSpec, alertRulesResponse } from "./alert-rules.ts";
import { alertsParams, alertsResponse } from "./alerts.ts";
import { type Operation, READ_ERRORS } from "./operation.ts";
import { newSilence, silence, silencesResponse } from "./silences.ts";

const rulePath = z.object({ ruleId: z.string() });
const security = "key-or-session" as const;
const rule = { name: "AlertRule", schema: alertRule };
const json = (schema: z.ZodType) => [{ mediaType: "application/json", schema }];
const ONE_ERRORS = [400, 401, 403, 404, 429, 503] as const;
const BODY_ERRORS = [400, 401, 403, 413, 415, 429, 503] as const;
const CHANGE_ERRORS = [400, 401, 403, 404, 413, 415, 429, 503] as const;

/** Rules that are evaluated, and what comes of them. */
export const ALERTS: readonly Operation[] = [
  {
    method: "get",
    path: "/api/v1/alert-rules",
    summary: "Every alert rule",
    security,
    response: { name: "AlertRules", schema: alertRulesResponse },
    errors: READ_ERRORS,
  },
  {
    method: "post",
    path: "/api/v1/alert-rules",
    summary: "Makes an alert rule",
    security,
    body: json(alertRuleSpec),
    response: rule,
    success: 201,
    errors: BODY_ERRORS,
  },
  {
    method: "post",
    path: "/api/v1/alert-rules/preview",
    summary: "What a rule would have done over the last week, by the evaluator itself",
    security,
    query: alertPreviewParams,
    body: json(alertRuleSpec),
    response: { name: "AlertPreview", schema: alertPreview },
    errors: BODY_ERRORS,
  },
  {
    method: "get",
    path: "/api/v1/alert-rules/{ruleId}",
    summary: "One alert rule",
    security,
    pathParams: rulePath,
    response: rule,
    errors: ONE_ERRORS,
  },
  {
    method: "put",
    path: "/api/v1/alert-rules/{ruleId}",
    summary: "Changes an alert rule as a whole",
    security,
    pathParams: rulePath,
    body: json(alertRuleSpec),
    response: rule,
    errors: CHANGE_ERRORS,
  },
  {
    method: "delete",
    path: "/api/v1/alert-rules/{ruleId}",
    summary: "Deletes an alert rule; its alerts are resolved",
    security,
    pathParams: rulePath,
    success: 204,
    errors: ONE_ERRORS,
  },
  {
    method: "get",
    path: "/api/v1/alerts",
    summary:
      "Alerts that are pending, firing or were resolved, and rules that could not be evaluated",
    security,
    query: alertsParams,
    response: { name: "Alerts", schema: alertsResponse },
    errors: READ_ERRORS,
  },
  {
    method: "get",
    path: "/api/v1/silences",
    summary: "Silences of now, of later and of the last week",
    security,
    response: { name: "Silences", schema: silencesResponse },
    errors: READ_ERRORS,
  },
  {
    method: "post",
    path: "/api/v1/silences",
    summary: "Keeps alerts that match quiet for a time",
    security,
    body: json(newSilence),
    response: { name: "Silence", schema: silence },
    success: 201,
    errors: BODY_ERRORS,
  },
  {
    method: "delete",
    path: "/api/v1/silences/{silenceId}",
    summary: "Ends a silence now",
    security,
    pathParams: z.object({ silenceId: z.string() }),
    success: 204,
    errors: ONE_ERRORS,
  },
];
