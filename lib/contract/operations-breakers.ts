import { breakersParams, breakersResponse } from "./breakers.ts";
import { type Operation, READ_ERRORS } from "./operation.ts";

/** What can be asked about circuit breakers. */
export const BREAKERS: readonly Operation[] = [
  {
    method: "get",
    path: "/api/v1/breakers",
    summary: "Every instance of every circuit breaker: its state over time, calls and transitions",
    security: "key-or-session",
    query: breakersParams,
    response: { name: "Breakers", schema: breakersResponse },
    errors: READ_ERRORS,
  },
];
