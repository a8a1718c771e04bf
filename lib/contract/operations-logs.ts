import {
  logContextParams,
  logContextResponse,
  logFieldsParams,
  logFieldsResponse,
  logHistogramParams,
  logHistogramResponse,
  logsParams,
  logsResponse,
} from "./logs.ts";
import { type Operation, READ_ERRORS } from "./operation.ts";

/** What can be asked about logs. */
export const LOG_OPERATIONS: readonly Operation[] = [
  {
    method: "get",
    path: "/api/v1/logs",
    summary: "Log records, newest first; with follow=true as NDJSON while they arrive",
    security: "key-or-session",
    query: logsParams,
    response: { name: "Logs", schema: logsResponse },
    errors: READ_ERRORS,
  },
  {
    method: "get",
    path: "/api/v1/logs/histogram",
    summary: "Log records by severity over time",
    security: "key-or-session",
    query: logHistogramParams,
    response: { name: "LogHistogram", schema: logHistogramResponse },
    errors: READ_ERRORS,
  },
  {
    method: "get",
    path: "/api/v1/logs/context",
    summary: "A log record with its resource, and the lines of the same instance around it",
    security: "key-or-session",
    query: logContextParams,
    response: { name: "LogContext", schema: logContextResponse },
    errors: [...READ_ERRORS, 404],
  },
  {
    method: "get",
    path: "/api/v1/logs/fields",
    summary: "The fields that the newest log records have, with frequent values",
    security: "key-or-session",
    query: logFieldsParams,
    response: { name: "LogFields", schema: logFieldsResponse },
    errors: READ_ERRORS,
  },
];
