import {
  databasesParams,
  databasesResponse,
  statementsParams,
  statementsResponse,
} from "./databases.ts";
import { type Operation, READ_ERRORS } from "./operation.ts";

/** What services do with their databases. */
export const DATABASE_OPERATIONS: readonly Operation[] = [
  {
    method: "get",
    path: "/api/v1/databases",
    summary: "Operations, errors and latency by service and database; pools, replicas and N+1s",
    security: "key-or-session",
    query: databasesParams,
    response: { name: "Databases", schema: databasesResponse },
    errors: READ_ERRORS,
  },
  {
    method: "get",
    path: "/api/v1/databases/statements",
    summary: "The normalised statements that took the most time together",
    security: "key-or-session",
    query: statementsParams,
    response: { name: "DatabaseStatements", schema: statementsResponse },
    errors: READ_ERRORS,
  },
];
