import { z } from "zod";
import {
  objective,
  objectiveResponse,
  objectiveSpec,
  objectivesParams,
  objectivesResponse,
} from "./objectives.ts";
import { type Operation, READ_ERRORS } from "./operation.ts";
import { rulesImportResponse } from "./rules-file.ts";

const pathParams = z.object({ objectiveId: z.string() });
const security = "key-or-session" as const;
const body = [{ mediaType: "application/json", schema: objectiveSpec }];
const stored = { name: "Objective", schema: objective };

/** What services owe, and what is left of their budgets. */
export const OBJECTIVES: readonly Operation[] = [
  {
    method: "get",
    path: "/api/v1/alert-rules/export",
    summary: "Every rule and objective as YAML, channels by their names",
    security,
    errors: READ_ERRORS,
  },
  {
    method: "post",
    path: "/api/v1/alert-rules/import",
    summary: "Takes rules and objectives as YAML: those of a name that exists are changed",
    security,
    body: [{ mediaType: "application/yaml", schema: z.string() }],
    response: { name: "RulesImport", schema: rulesImportResponse },
    errors: [400, 401, 403, 413, 415, 429, 503],
  },
  {
    method: "get",
    path: "/api/v1/objectives",
    summary: "Objectives, what is left of their budgets and how fast they burn",
    security,
    query: objectivesParams,
    response: { name: "Objectives", schema: objectivesResponse },
    errors: READ_ERRORS,
  },
  {
    method: "post",
    path: "/api/v1/objectives",
    summary: "Makes an objective",
    security,
    body,
    response: stored,
    success: 201,
    errors: [400, 401, 403, 413, 415, 429, 503],
  },
  {
    method: "get",
    path: "/api/v1/objectives/{objectiveId}",
    summary: "One objective with the course of its budgets",
    security,
    pathParams,
    response: { name: "ObjectiveCourse", schema: objectiveResponse },
    errors: [400, 401, 403, 404, 429, 503],
  },
  {
    method: "put",
    path: "/api/v1/objectives/{objectiveId}",
    summary: "Changes an objective as a whole",
    security,
    pathParams,
    body,
    response: stored,
    errors: [400, 401, 403, 404, 413, 415, 429, 503],
  },
  {
    method: "delete",
    path: "/api/v1/objectives/{objectiveId}",
    summary: "Deletes an objective; its alerts are resolved",
    security,
    pathParams,
    success: 204,
    errors: [400, 401, 403, 404, 429, 503],
  },
];
