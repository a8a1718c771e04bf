import type { Action, ProtectedObject } from "@/lib/domain/permissions.ts";

/** Who may use a route. */
export type RouteAccess =
  /** Anybody; the reason says why. */
  | { kind: "open"; reason: string }
  /** A principal that `authorise` lets do this. */
  | { kind: "guarded"; action: Action; object: ProtectedObject }
  /** A key that may write telemetry, or this machine without one: `admitIngest`. */
  | { kind: "ingest" };

const open = (reason: string): RouteAccess => ({ kind: "open", reason });
const reads = (concern: string): RouteAccess => ({
  kind: "guarded",
  action: "telemetry:read",
  object: { concern },
});
const configures = (concern: string): RouteAccess => ({
  kind: "guarded",
  action: "config:write",
  object: { concern },
});
const readsConfig = (concern: string): RouteAccess => ({
  kind: "guarded",
  action: "config:read",
  object: { concern },
});
const ingest: RouteAccess = { kind: "ingest" };
const preflight = open("a browser asks without credentials whether it may send");

/**
 * Every route of the API by method and path, and every page (`PAGE`), with what it takes to use it. `apiRoute` and
 * `authorisePage` enforce it; a test compares it with the files under app/.
 */
export const ROUTES = {
  "GET /api/health/live": open("what watches the process has no key"),
  "GET /api/health/ready": open("what routes traffic has no key"),
  "GET /api/openapi.json": open("the description of the API holds no data"),
  "GET /api/alert-charts/[alertId]": open("its link is signed, expires, and shows one picture"),
  "GET /api/auth/[...all]": open("it is how one logs in"),
  "POST /api/log-out": open("it ends the caller's own session, if there is one"),

  "GET /api/v1/services": reads("services"),
  "GET /api/v1/overview": reads("overview"),
  "GET /api/v1/requests": reads("requests"),
  "GET /api/v1/requests/heatmap": reads("requests"),
  "GET /api/v1/traces": reads("traces"),
  "GET /api/v1/traces/attributes": reads("traces"),
  "GET /api/v1/traces/[traceId]": reads("traces"),
  "GET /api/v1/traces/[traceId]/links": reads("traces"),
  "GET /api/v1/logs": reads("logs"),
  "GET /api/v1/metrics/names": reads("metrics"),
  "GET /api/v1/metrics/attributes": reads("metrics"),
  "GET /api/v1/metrics/series": reads("metrics"),
  "GET /api/v1/metrics/query": reads("metrics"),
  "GET /api/v1/metrics/heatmap": reads("metrics"),
  "GET /api/v1/metrics/exemplars": reads("metrics"),
  "GET /api/v1/logs/histogram": reads("logs"),
  "GET /api/v1/logs/context": reads("logs"),
  "GET /api/v1/logs/fields": reads("logs"),
  "GET /api/v1/costs": reads("costs"),
  "POST /api/v1/costs/import": configures("costs"),
  "GET /api/v1/costs/import/[importId]": reads("costs"),
  "GET /api/v1/costs/export": reads("costs"),
  "GET /api/v1/costs/service": reads("costs"),
  "GET /api/v1/costs/services": reads("costs"),
  "GET /api/v1/costs/mapping": readsConfig("costs"),
  "PUT /api/v1/costs/mapping": configures("costs"),
  "GET /api/v1/costs/conversions": readsConfig("costs"),
  "PUT /api/v1/costs/conversions": configures("costs"),
  "POST /api/v1/costs/conversions/import": configures("costs"),
  "GET /api/v1/costs/bridge": reads("costs"),
  "GET /api/v1/costs/advice": reads("costs"),
  "PUT /api/v1/costs/advice/[adviceId]/dismissal": configures("costs"),
  "DELETE /api/v1/costs/advice/[adviceId]/dismissal": configures("costs"),
  "GET /api/v1/costs/budgets": reads("costs"),
  "POST /api/v1/costs/budgets": configures("costs"),
  "PUT /api/v1/costs/budgets/[budgetId]": configures("costs"),
  "DELETE /api/v1/costs/budgets/[budgetId]": configures("costs"),
  "GET /api/v1/costs/sources": readsConfig("costs"),
  "POST /api/v1/costs/sources": configures("costs"),
  "PUT /api/v1/costs/sources/[source]": configures("costs"),
  "DELETE /api/v1/costs/sources/[source]": configures("costs"),
  "POST /api/v1/costs/sources/[source]/run": configures("costs"),
  "GET /api/v1/live": reads("live"),
  "GET /api/v1/intake": reads("intake"),
  "GET /api/v1/headroom": reads("headroom"),
  "GET /api/v1/breakers": reads("breakers"),
  "GET /api/v1/events": reads("events"),
  "GET /api/v1/caches": reads("caches"),
  "GET /api/v1/databases": reads("databases"),
  "GET /api/v1/databases/statements": reads("databases"),
  "GET /api/v1/limits": reads("limits"),
  "GET /api/v1/resources": reads("resources"),
  "GET /api/v1/scaling": reads("scaling"),
  "GET /api/v1/scaling/journey": reads("scaling"),

  "GET /api/v1/boards": readsConfig("boards"),
  "POST /api/v1/boards": configures("boards"),
  "POST /api/v1/boards/import": configures("boards"),
  "GET /api/v1/boards/[boardId]": readsConfig("boards"),
  "PUT /api/v1/boards/[boardId]": configures("boards"),
  "DELETE /api/v1/boards/[boardId]": configures("boards"),
  "GET /api/v1/boards/[boardId]/versions": readsConfig("boards"),
  "POST /api/v1/boards/[boardId]/restore": configures("boards"),
  "GET /api/v1/boards/[boardId]/export": readsConfig("boards"),
  "GET /api/v1/views": readsConfig("views"),
  "POST /api/v1/views": configures("views"),
  "PUT /api/v1/views/[viewId]": configures("views"),
  "DELETE /api/v1/views/[viewId]": configures("views"),

  "GET /api/v1/timeline": reads("timeline"),
  "GET /api/v1/markers": readsConfig("markers"),
  "POST /api/v1/markers": configures("markers"),
  "DELETE /api/v1/markers/[markerId]": configures("markers"),

  "GET /api/v1/alert-rules": readsConfig("alerts"),
  "POST /api/v1/alert-rules": configures("alerts"),
  "POST /api/v1/alert-rules/preview": reads("alerts"),
  "GET /api/v1/alert-rules/export": readsConfig("alerts"),
  "POST /api/v1/alert-rules/import": configures("alerts"),
  "GET /api/v1/alert-rules/[ruleId]": readsConfig("alerts"),
  "PUT /api/v1/alert-rules/[ruleId]": configures("alerts"),
  "DELETE /api/v1/alert-rules/[ruleId]": configures("alerts"),
  "GET /api/v1/alerts": reads("alerts"),
  "POST /api/v1/alerts/[alertId]/acknowledgement": configures("alerts"),
  "DELETE /api/v1/alerts/[alertId]/acknowledgement": configures("alerts"),
  "GET /api/v1/maintenance-windows": readsConfig("alerts"),
  "POST /api/v1/maintenance-windows": configures("alerts"),
  "DELETE /api/v1/maintenance-windows/[windowId]": configures("alerts"),
  "GET /api/v1/alert-routes": readsConfig("alerts"),
  "PUT /api/v1/alert-routes": configures("alerts"),
  "GET /api/v1/alert-routes/preview": readsConfig("alerts"),
  "GET /api/v1/objectives": reads("alerts"),
  "POST /api/v1/objectives": configures("alerts"),
  "GET /api/v1/objectives/[objectiveId]": reads("alerts"),
  "PUT /api/v1/objectives/[objectiveId]": configures("alerts"),
  "DELETE /api/v1/objectives/[objectiveId]": configures("alerts"),
  "GET /api/v1/channels": readsConfig("channels"),
  "POST /api/v1/channels": configures("channels"),
  "DELETE /api/v1/channels/[channelId]": configures("channels"),
  "POST /api/v1/channels/[channelId]/test": configures("channels"),
  "GET /api/v1/deliveries": readsConfig("channels"),
  "POST /api/v1/deliveries/[deliveryId]/resend": configures("channels"),
  "GET /api/v1/silences": readsConfig("alerts"),
  "POST /api/v1/silences": configures("alerts"),
  "DELETE /api/v1/silences/[silenceId]": configures("alerts"),

  "POST /api/v1/requests": ingest,
  "OPTIONS /api/v1/requests": preflight,
  "POST /v1/traces": ingest,
  "OPTIONS /v1/traces": preflight,
  "POST /v1/metrics": ingest,
  "OPTIONS /v1/metrics": preflight,
  "POST /v1/logs": ingest,
  "OPTIONS /v1/logs": preflight,

  "ANY /api/[...missing]": open("there is nothing at these addresses"),
  "ANY /v1/[...missing]": open("there is nothing at these addresses"),

  "PAGE /login": open("it says how to log in"),
  "PAGE /": reads("services"),
  "PAGE /requests": reads("requests"),
  "PAGE /alerts": reads("alerts"),
  "PAGE /alerts/rules/new": readsConfig("alerts"),
  "PAGE /alerts/rules/[ruleId]": readsConfig("alerts"),
  "PAGE /headroom": reads("headroom"),
  "PAGE /resources": reads("resources"),
  "PAGE /scaling": reads("scaling"),
  "PAGE /caches": reads("caches"),
  "PAGE /databases": reads("databases"),
  "PAGE /breakers": reads("breakers"),
  "PAGE /events": reads("events"),
  "PAGE /limits": reads("limits"),
  "PAGE /costs": reads("costs"),
  "PAGE /metrics": reads("metrics"),
  "PAGE /traces": reads("traces"),
  "PAGE /logs": reads("logs"),
  "PAGE /traces/[traceId]": reads("traces"),
  "PAGE /traces/compare": reads("traces"),
  "PAGE /boards": readsConfig("boards"),
  "PAGE /boards/[boardId]": readsConfig("boards"),
} as const satisfies Record<string, RouteAccess>;

export type RouteName = keyof typeof ROUTES;
type NameOf<Method extends string> = Extract<RouteName, `${Method} ${string}`>;

/** `GET /api/v1/services` and the like. */
export type ApiRouteName = Exclude<RouteName, `PAGE ${string}`>;

/** The path of a page that the table knows. */
export type PagePath = NameOf<"PAGE"> extends `PAGE ${infer Path}` ? Path : never;

/** What it takes to use a route. */
export const accessOf = (name: RouteName): RouteAccess => ROUTES[name];
