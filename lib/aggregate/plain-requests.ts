import { storableText } from "@/lib/decode/storable-text.ts";
import { LATE_AFTER_SECONDS } from "@/lib/domain/headroom.ts";
import type { PlainRequest } from "@/lib/domain/plain-request.ts";
import { type AcceptanceWindow, noRejections, type Rejections, reject } from "./acceptance.ts";
import { sketchIndex } from "./latency-sketch.ts";
import type { Origin } from "./origin.ts";
import { BUCKET_SECONDS } from "./request-cell.ts";
import type { RequestGroup } from "./request-group.ts";
import { isErrorSpan, methodOf, routeOf } from "./request-rules.ts";
import type { RequestSeriesRegistry } from "./request-series.ts";
import { serviceId } from "./service-id.ts";

/** A route in its own notation keeps it; anything else is a path. */
const isTemplate = (endpoint: string) => /[{}*<>[\]]|\/:/.test(endpoint);

const routeOfEndpoint = (endpoint: string): string =>
  routeOf({ ...NO_TEXTS, [isTemplate(endpoint) ? "httpRoute" : "path"]: endpoint });

const NO_TEXTS = {
  httpRoute: "",
  path: "",
  method: "",
  rpcService: "",
  rpcMethod: "",
  spanName: "",
};

/**
 * Adds requests that came as plain JSON to a group, booked at their start as spans are. Those outside the acceptance
 * window are rejected alone.
 */
export function addPlainRequests(
  requests: readonly PlainRequest[],
  target: { group: RequestGroup; registry: RequestSeriesRegistry; acceptance: AcceptanceWindow },
): Rejections & { late: number } {
  const rejections = { ...noRejections(), late: 0 };
  const { acceptance } = target;
  for (const request of requests) {
    const startMs = request.finishedMs - request.durationMs;
    if (startMs < acceptance.receivedMs - acceptance.acceptPastMs) {
      reject(rejections, "older than is accepted");
    } else if (request.finishedMs > acceptance.receivedMs + acceptance.acceptFutureMs) {
      reject(rejections, "later than is accepted");
    } else {
      const agoMs = acceptance.receivedMs - request.finishedMs;
      if (agoMs > LATE_AFTER_SECONDS * 1000) rejections.late++;
      addOne(request, startMs, target);
    }
  }
  return rejections;
}

function addOne(
  request: PlainRequest,
  startMs: number,
  target: { group: RequestGroup; registry: RequestSeriesRegistry; acceptance: AcceptanceWindow },
): void {
  const key = {
    service: storableText(request.service),
    namespace: storableText(request.namespace),
    environment: storableText(request.environment),
  };
  const second = Math.floor(startMs / 1000);
  const bucket = second - (second % BUCKET_SECONDS);
  const series = target.registry.find(
    {
      ...key,
      route: routeOfEndpoint(request.endpoint),
      method: methodOf(request.method),
      status: String(request.statusCode),
      instance: "",
      version: "",
    },
    "spans",
    target.acceptance.receivedMs / 1000,
  );
  target.group.markPresent(presenceOrigin(key), bucket);
  const seconds = request.durationMs / 1000;
  const index = seconds > 0 ? sketchIndex(seconds) : 0;
  target.group
    .cell(series, bucket)
    .add(seconds, index, 1, isErrorSpan(0, request.statusCode, false));
}

const presenceOrigin = (service: Origin["service"]): Origin => ({
  originId: 0n,
  service,
  serviceId: serviceId(service),
  instance: "",
  version: "",
  hostName: "",
  scopeName: "",
  scopeVersion: "",
  entity: "",
  resource: undefined,
});
