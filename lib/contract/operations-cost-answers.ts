import { z } from "zod";
import { costAdviceResponse, newDismissal } from "./cost-advice.ts";
import { costBridgeParams, costBridgeResponse } from "./cost-bridge.ts";
import { budgetStored, budgetsParams, budgetsResponse, newBudget } from "./cost-budgets.ts";
import { costConversions } from "./cost-conversions.ts";
import { costOfServiceParams, costOfServiceResponse } from "./cost-of-service.ts";
import { costMapping, costServicesParams, costServicesResponse } from "./cost-services.ts";
import { costsParams } from "./costs.ts";
import { type Operation, READ_ERRORS } from "./operation.ts";

const security = "key-or-session" as const;
const json = (schema: z.ZodType) => [{ mediaType: "application/json", schema }];
const ONE_ERRORS = [400, 401, 403, 404, 429, 503] as const;
const BODY_ERRORS = [400, 401, 403, 413, 415, 429, 503] as const;
const CHANGE_ERRORS = [400, 401, 403, 404, 413, 415, 429, 503] as const;
const budgetPath = z.object({ budgetId: z.string() });
const budget = { name: "CostBudget", schema: budgetStored };

const advicePath = z.object({ adviceId: z.string() });

/** What is made of costs: by service, against budgets, as a file. */
export const COST_ANSWERS: readonly Operation[] = [
  {
    method: "get",
    path: "/api/v1/costs/advice",
    summary: "What could be saved and what caches are worth, each with its evidence",
    security,
    query: costServicesParams,
    response: { name: "CostAdvice", schema: costAdviceResponse },
    errors: READ_ERRORS,
  },
  {
    method: "put",
    path: "/api/v1/costs/advice/{adviceId}/dismissal",
    summary: "Keeps advice out of sight. Needs the role editor or admin",
    security,
    pathParams: advicePath,
    body: json(newDismissal),
    success: 204,
    errors: CHANGE_ERRORS,
  },
  {
    method: "delete",
    path: "/api/v1/costs/advice/{adviceId}/dismissal",
    summary: "Shows advice again. Needs the role editor or admin",
    security,
    pathParams: advicePath,
    success: 204,
    errors: ONE_ERRORS,
  },
  {
    method: "get",
    path: "/api/v1/costs/bridge",
    summary: "Why 1,000 requests cost more or less than before, in parts that add up exactly",
    security,
    query: costBridgeParams,
    response: { name: "CostBridge", schema: costBridgeResponse },
    errors: READ_ERRORS,
  },
  {
    method: "get",
    path: "/api/v1/costs/services",
    summary: "What each service costs, by 1,000 requests and by user, and what is mapped to none",
    security,
    query: costServicesParams,
    response: { name: "CostServices", schema: costServicesResponse },
    errors: READ_ERRORS,
  },
  {
    method: "get",
    path: "/api/v1/costs/service",
    summary: "What one service costs by day, by which tags and rules that is known, and before",
    security,
    query: costOfServiceParams,
    response: { name: "CostsOfService", schema: costOfServiceResponse },
    errors: READ_ERRORS,
  },
  {
    method: "get",
    path: "/api/v1/costs/mapping",
    summary: "Rules by which lines of a bill are given to services",
    security,
    response: { name: "CostMapping", schema: costMapping },
    errors: READ_ERRORS,
  },
  {
    method: "put",
    path: "/api/v1/costs/mapping",
    summary: "Puts rules in the place of all that there were. Needs the role editor or admin",
    security,
    body: json(costMapping),
    response: { name: "CostMapping", schema: costMapping },
    errors: BODY_ERRORS,
  },
  {
    method: "get",
    path: "/api/v1/costs/conversions",
    summary: "What one unit of a currency is worth in another, from a day on",
    security,
    response: { name: "CostConversions", schema: costConversions },
    errors: READ_ERRORS,
  },
  {
    method: "put",
    path: "/api/v1/costs/conversions",
    summary: "Puts rates in the place of all that there were. Needs the role editor or admin",
    security,
    body: json(costConversions),
    response: { name: "CostConversions", schema: costConversions },
    errors: BODY_ERRORS,
  },
  {
    method: "post",
    path: "/api/v1/costs/conversions/import",
    summary:
      "The same from CSV with the columns from, to, day and rate. Needs the role editor or admin",
    security,
    body: [{ mediaType: "text/csv", schema: z.string() }],
    response: { name: "CostConversions", schema: costConversions },
    errors: BODY_ERRORS,
  },
  {
    method: "get",
    path: "/api/v1/costs/export",
    summary: "The groups of GET /api/v1/costs as a CSV file",
    security,
    query: costsParams,
    response: { name: "CostExport", schema: z.string(), mediaType: "text/csv" },
    errors: READ_ERRORS,
  },
  {
    method: "get",
    path: "/api/v1/costs/budgets",
    summary: "Budgets, and what a month has spent of them and is forecast to",
    security,
    query: budgetsParams,
    response: { name: "CostBudgets", schema: budgetsResponse },
    errors: READ_ERRORS,
  },
  {
    method: "post",
    path: "/api/v1/costs/budgets",
    summary: "Makes a budget of a month. Needs the role editor or admin",
    security,
    body: json(newBudget),
    response: budget,
    success: 201,
    errors: BODY_ERRORS,
  },
  {
    method: "put",
    path: "/api/v1/costs/budgets/{budgetId}",
    summary: "Changes a budget as a whole. Needs the role editor or admin",
    security,
    pathParams: budgetPath,
    body: json(newBudget),
    response: budget,
    errors: CHANGE_ERRORS,
  },
  {
    method: "delete",
    path: "/api/v1/costs/budgets/{budgetId}",
    summary: "Deletes a budget. Needs the role editor or admin",
    security,
    pathParams: budgetPath,
    success: 204,
    errors: ONE_ERRORS,
  },
];
