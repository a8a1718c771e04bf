import { z } from "zod";
import { liveResponse, notReadyResponse, readyResponse } from "./health.ts";
import { intakeResponse } from "./intake.ts";
import { liveEvent } from "./live.ts";
import { INGEST_ERRORS, type Operation, READ_ERRORS } from "./operation.ts";
import { ALERTS } from "./operations-alerts.ts";
import { BOARDS_AND_VIEWS } from "./operations-boards.ts";
import { BREAKERS } from "./operations-breakers.ts";
import { CACHE_OPERATIONS } from "./operations-caches.ts";
import { CHANNELS } from "./operations-channels.ts";
import { COST_ANSWERS } from "./operations-cost-answers.ts";
import { COST_OPERATIONS } from "./operations-costs.ts";
import { DATABASE_OPERATIONS } from "./operations-databases.ts";
import { EVENTS } from "./operations-events.ts";
import { HEADROOM } from "./operations-headroom.ts";
import { LIMIT_OPERATIONS } from "./operations-limits.ts";
import { LOG_OPERATIONS } from "./operations-logs.ts";
import { METRICS_OPERATIONS } from "./operations-metrics.ts";
import { OBJECTIVES } from "./operations-objectives.ts";
import { OVERVIEW } from "./operations-overview.ts";
import { RESOURCES } from "./operations-resources.ts";
import { TIMELINE } from "./operations-timeline.ts";
import { TRACES } from "./operations-traces.ts";
import { plainRequestsBody, plainRequestsResponse } from "./plain-requests.ts";
import { heatmapParams, heatmapResponse, requestsParams, requestsResponse } from "./requests.ts";
import { servicesParams, servicesResponse } from "./services.ts";

const otlp = (signal: string, title: string): Operation => ({
  method: "post",
  path: `/v1/${signal}`,
  summary: `Takes ${title} as OTLP/HTTP, protobuf or JSON, gzip allowed; errors are google.rpc.Status`,
  security: "ingest",
  body: [
    { mediaType: "application/x-protobuf", schema: z.string().meta({ format: "binary" }) },
    { mediaType: "application/json", schema: z.looseObject({}) },
  ],
  errors: INGEST_ERRORS,
});

/** Everything that the API can do. */
export const OPERATIONS: readonly Operation[] = [
  {
    method: "get",
    path: "/api/health/live",
    summary: "Whether the process runs",
    security: "none",
    response: { name: "Live", schema: liveResponse },
    errors: [],
  },
  {
    method: "get",
    path: "/api/health/ready",
    summary: "Whether the process can take traffic, and what is missing",
    security: "none",
    response: { name: "Ready", schema: readyResponse },
    errors: [503],
    unavailable: notReadyResponse,
  },
  {
    method: "get",
    path: "/api/v1/services",
    summary: "Every service of the range with its request figures",
    security: "key-or-session",
    query: servicesParams,
    response: { name: "Services", schema: servicesResponse },
    errors: READ_ERRORS,
  },
  {
    method: "get",
    path: "/api/v1/requests",
    summary: "Request figures over time, by service, route, method, status, instance or version",
    security: "key-or-session",
    query: requestsParams,
    response: { name: "Requests", schema: requestsResponse },
    errors: READ_ERRORS,
  },
  {
    method: "post",
    path: "/api/v1/requests",
    summary:
      "Takes finished requests of a service without OpenTelemetry; Idempotency-Key makes a replay",
    security: "ingest",
    body: [{ mediaType: "application/json", schema: plainRequestsBody }],
    response: { name: "PlainRequests", schema: plainRequestsResponse },
    errors: INGEST_ERRORS,
  },
  {
    method: "get",
    path: "/api/v1/requests/heatmap",
    summary: "How many requests took how long, over time",
    security: "key-or-session",
    query: heatmapParams,
    response: { name: "Heatmap", schema: heatmapResponse },
    errors: READ_ERRORS,
  },
  ...TRACES,
  ...LOG_OPERATIONS,
  {
    method: "get",
    path: "/api/v1/live",
    summary: "Server-sent events `change`, each with what can newly be queried as its data",
    security: "key-or-session",
    response: { name: "LiveEvent", schema: liveEvent, mediaType: "text/event-stream" },
    errors: READ_ERRORS,
  },
  {
    method: "get",
    path: "/api/v1/intake",
    summary: "What has been received since the start, and where to send",
    security: "key-or-session",
    response: { name: "Intake", schema: intakeResponse },
    errors: READ_ERRORS,
  },
  ...OVERVIEW,
  ...BOARDS_AND_VIEWS,
  ...CACHE_OPERATIONS,
  ...LIMIT_OPERATIONS,
  ...METRICS_OPERATIONS,
  ...HEADROOM,
  ...BREAKERS,
  ...DATABASE_OPERATIONS,
  ...COST_OPERATIONS,
  ...COST_ANSWERS,
  ...EVENTS,
  ...TIMELINE,
  ...ALERTS,
  ...OBJECTIVES,
  ...CHANNELS,
  ...RESOURCES,
  otlp("traces", "spans"),
  otlp("metrics", "metrics"),
  otlp("logs", "log records"),
];
