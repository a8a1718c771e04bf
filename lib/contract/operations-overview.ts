import { type Operation, READ_ERRORS } from "./operation.ts";
import { overviewParams, overviewResponse } from "./overview.ts";

/** What every concern says of every service, in one answer. */
export const OVERVIEW: readonly Operation[] = [
  {
    method: "get",
    path: "/api/v1/overview",
    summary: "Caches, breakers, limits, events and saturation of every service, with what is worst",
    security: "key-or-session",
    query: overviewParams,
    response: { name: "Overview", schema: overviewResponse },
    errors: READ_ERRORS,
  },
];
