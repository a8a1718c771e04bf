import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { type Attributes, diag, type MeterProvider, metrics } from "@opentelemetry/api";
import { watchExpressRoute } from "./express-route.ts";
import {
  type FinishedRequest,
  normaliseMethod,
  outcomeOf,
  pathOf,
  schemeOf,
} from "./request-outcome.ts";

export type TrackOptions = {
  /** Names the route of a request that no Express route handles; a template, never a raw path. */
  route?: (request: IncomingMessage) => string | undefined;
  /** Gets every finished request besides the histogram: see `reportRequests`. */
  report?: { add: (request: FinishedRequest) => void };
  /** The global one unless given; it may be registered after this call. */
  meterProvider?: MeterProvider;
};

/** Express middleware; for a plain `node:http` server, `handle` wraps its listener. */
export type RequestTracker = {
  (request: IncomingMessage, response: ServerResponse, next: () => void): void;
  handle: (listener: RequestListener) => RequestListener;
};

/**
 * The bounds that the semantic conventions advise, in seconds.
 * @see https://opentelemetry.io/docs/specs/semconv/http/http-metrics/#metric-httpserverrequestduration
 */
const BOUNDARIES_S = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

/** A response is recorded once, however many trackers it passes. */
const tracked = new WeakSet<ServerResponse>();

/**
 * Records `http.server.request.duration` for each request when its response finishes or its connection closes.
 * Needs no OpenTelemetry SDK (then nothing is recorded), and leaves errors of the application alone.
 */
export function trackRequests(options: TrackOptions = {}): RequestTracker {
  const record = durationRecorder(options.meterProvider);
  const finish = (request: FinishedRequest) => {
    try {
      record(request);
      options.report?.add(request);
    } catch (error) {
      diag.error("a request could not be recorded", error);
    }
  };

  const middleware = (request: IncomingMessage, response: ServerResponse, next: () => void) => {
    observe({ request, response, route: options.route, finish });
    next();
  };
  const handle =
    (listener: RequestListener): RequestListener =>
    (request, response) => {
      observe({ request, response, route: options.route, finish });
      return listener(request, response);
    };
  return Object.assign(middleware, { handle });
}

type Observation = {
  request: IncomingMessage;
  response: ServerResponse;
  route: TrackOptions["route"];
  finish: (request: FinishedRequest) => void;
};

function observe({ request, response, route, finish }: Observation): void {
  if (tracked.has(response)) return;
  tracked.add(response);
  const startedMs = performance.now();
  const method = normaliseMethod(request.method);
  const path = pathOf(request.url);
  const matchedRoute = watchExpressRoute(request);

  let done = false;
  const end = () => {
    if (done) return;
    done = true;
    finish({
      method,
      route: matchedRoute() ?? namedRoute(route, request),
      path,
      scheme: schemeOf(request),
      protocolVersion: request.httpVersion,
      durationMs: performance.now() - startedMs,
      finishedAt: new Date(),
      ...outcomeOf(response),
    });
  };
  response.once("finish", end);
  response.once("close", end);
}

/** The application's own naming may fail; the request is then recorded without a route. */
function namedRoute(route: TrackOptions["route"], request: IncomingMessage): string | undefined {
  try {
    return route?.(request);
  } catch {
    return undefined;
  }
}

/** The instrument belongs to the provider current at each request, since an SDK may be registered late. */
function durationRecorder(given: MeterProvider | undefined): (request: FinishedRequest) => void {
  let provider: MeterProvider | undefined;
  let histogram: ReturnType<typeof createHistogram> | undefined;
  return (request) => {
    const current = given ?? metrics.getMeterProvider();
    if (!histogram || provider !== current) {
      provider = current;
      histogram = createHistogram(current);
    }
    histogram.record(request.durationMs / 1000, attributesOf(request));
  };
}

function createHistogram(provider: MeterProvider) {
  return provider.getMeter("@headroom/sdk").createHistogram("http.server.request.duration", {
    description: "Duration of HTTP server requests.",
    unit: "s",
    advice: { explicitBucketBoundaries: BOUNDARIES_S },
  });
}

function attributesOf(request: FinishedRequest): Attributes {
  return {
    "http.request.method": request.method,
    "url.scheme": request.scheme,
    "network.protocol.version": request.protocolVersion,
    ...(request.route !== undefined && { "http.route": request.route }),
    ...(request.statusCode !== undefined && { "http.response.status_code": request.statusCode }),
    ...(request.errorType !== undefined && { "error.type": request.errorType }),
  };
}
