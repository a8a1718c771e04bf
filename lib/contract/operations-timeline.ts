import { z } from "zod";
import { type Operation, READ_ERRORS } from "./operation.ts";
import {
  marker,
  markersParams,
  markersResponse,
  newMarker,
  timelineParams,
  timelineResponse,
} from "./timeline.ts";

const security = "key-or-session" as const;

/** What happened: markers of people and pipelines, versions that were seen to begin, alerts, and what bills tell. */
export const TIMELINE: readonly Operation[] = [
  {
    method: "get",
    path: "/api/v1/timeline",
    summary:
      "Markers and versions that began to answer, each with rate, errors and p95 before and after, alerts that fired and what bills tell, newest first",
    security,
    query: timelineParams,
    response: { name: "Timeline", schema: timelineResponse },
    errors: READ_ERRORS,
  },
  {
    method: "get",
    path: "/api/v1/markers",
    summary: "Markers, newest first",
    security,
    query: markersParams,
    response: { name: "Markers", schema: markersResponse },
    errors: READ_ERRORS,
  },
  {
    method: "post",
    path: "/api/v1/markers",
    summary:
      "Says that something happened, such as a deployment; Idempotency-Key makes a replay. Needs the role editor or admin",
    security,
    body: [{ mediaType: "application/json", schema: newMarker }],
    response: { name: "Marker", schema: marker },
    success: 201,
    errors: [400, 401, 403, 409, 413, 415, 429, 503],
  },
  {
    method: "delete",
    path: "/api/v1/markers/{markerId}",
    summary: "Takes a marker away",
    security,
    pathParams: z.object({ markerId: z.string() }),
    success: 204,
    errors: [400, 401, 403, 404, 429, 503],
  },
];
