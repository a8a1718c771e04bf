import { z } from "zod";
import {
  changedCostSource,
  costSource,
  costSourcesResponse,
  newCostSource,
} from "./cost-sources.ts";
import { type Operation, READ_ERRORS } from "./operation.ts";

const security = "key-or-session" as const;
const pathParams = z.object({ source: z.string() });
const json = (schema: z.ZodType) => [{ mediaType: "application/json", schema }];
const one = { name: "CostSource", schema: costSource };
const CHANGE_ERRORS = [400, 401, 403, 404, 409, 413, 415, 429, 503] as const;

/** Where costs come from, and how that goes. */
export const COST_SOURCE_OPERATIONS: readonly Operation[] = [
  {
    method: "get",
    path: "/api/v1/costs/sources",
    summary:
      "Sources of costs: how they are, what they cost to ask, and their own totals beside what is stored",
    security,
    response: { name: "CostSources", schema: costSourcesResponse },
    errors: READ_ERRORS,
  },
  {
    method: "post",
    path: "/api/v1/costs/sources",
    summary:
      "Adds a source that is read on a schedule, at once for the first time. Needs the role editor or admin",
    security,
    body: json(newCostSource),
    response: one,
    success: 201,
    errors: [400, 401, 403, 409, 413, 415, 429, 503],
  },
  {
    method: "put",
    path: "/api/v1/costs/sources/{source}",
    summary: "Changes a source, turns it on or off. Needs the role editor or admin",
    security,
    pathParams,
    body: json(changedCostSource),
    response: one,
    errors: CHANGE_ERRORS,
  },
  {
    method: "delete",
    path: "/api/v1/costs/sources/{source}",
    summary: "Deletes a source and every cost that it told. Needs the role editor or admin",
    security,
    pathParams,
    success: 204,
    errors: [401, 403, 404, 409, 429, 503],
  },
  {
    method: "post",
    path: "/api/v1/costs/sources/{source}/run",
    summary: "Has a source read at once. Needs the role editor or admin",
    security,
    pathParams,
    response: one,
    errors: [401, 403, 404, 429, 503],
  },
];
