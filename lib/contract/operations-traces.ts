import { z } from "zod";
import { type Operation, READ_ERRORS } from "./operation.ts";
import { traceAttributesParams, traceAttributesResponse } from "./trace-attributes.ts";
import { linkingSpansResponse, traceResponse, tracesParams, tracesResponse } from "./traces.ts";

const traceId = z
  .string()
  .regex(/^[0-9a-fA-F]{32}$/)
  .meta({ description: "32 hex digits" });

/** What the API can do with kept traces. */
export const TRACES: readonly Operation[] = [
  {
    method: "get",
    path: "/api/v1/traces",
    summary: "Kept traces by service, route, duration, status and any attribute of any span",
    security: "key-or-session",
    query: tracesParams,
    response: { name: "Traces", schema: tracesResponse },
    errors: READ_ERRORS,
  },
  {
    method: "get",
    path: "/api/v1/traces/attributes",
    summary: "Attribute names, or the values of one, that the newest kept spans carry",
    security: "key-or-session",
    query: traceAttributesParams,
    response: { name: "TraceAttributes", schema: traceAttributesResponse },
    errors: READ_ERRORS,
  },
  {
    method: "get",
    path: "/api/v1/traces/{traceId}",
    summary: "The kept spans of one trace",
    security: "key-or-session",
    pathParams: z.object({ traceId }),
    response: { name: "Trace", schema: traceResponse },
    errors: [...READ_ERRORS, 404],
  },
  {
    method: "get",
    path: "/api/v1/traces/{traceId}/links",
    summary: "Spans of other traces that link to this one",
    security: "key-or-session",
    pathParams: z.object({ traceId }),
    response: { name: "LinkingSpans", schema: linkingSpansResponse },
    errors: READ_ERRORS,
  },
];
