import { limitsParams, limitsResponse } from "./limits.ts";
import { type Operation, READ_ERRORS } from "./operation.ts";

/** What rate limiters let through. */
export const LIMIT_OPERATIONS: readonly Operation[] = [
  {
    method: "get",
    path: "/api/v1/limits",
    summary: "Allowed, rejected and queued by policy and route; answers of status 429 without one",
    security: "key-or-session",
    query: limitsParams,
    response: { name: "Limits", schema: limitsResponse },
    errors: READ_ERRORS,
  },
];
