import { writeMessage } from "@/lib/decode/write-message.ts";
import type { ServiceKey } from "@/lib/domain/service.ts";

/** A span for a test's body; what is left out is a good GET of `/pay`. Times in Unix milliseconds. */
export type GivenSpan = {
  startMs: number;
  durationMs: number;
  traceId?: string;
  spanId?: string;
  parentSpanId?: string;
  kind?: number;
  flags?: number;
  traceState?: string;
  name?: string;
  statusCode?: number;
  attributes?: Record<string, string | number>;
  events?: { name: string; atMs: number; attributes?: Record<string, string | number> }[];
  links?: { traceId: string; spanId: string }[];
};

/** Whom a test's body comes from. */
export type Sender = Partial<ServiceKey> & {
  instance?: string;
  version?: string;
  /** Whatever else its resource says. */
  resource?: Record<string, string | number>;
};

const NS_PER_MS = 1_000_000;

/** Nanoseconds of Unix milliseconds, to the microsecond. */
export const nanos = (ms: number): bigint =>
  BigInt(Math.trunc(ms)) * 1_000_000n + BigInt(Math.round((ms - Math.trunc(ms)) * NS_PER_MS));

/** Attributes as OTLP has them: whole numbers become integers. */
export const attributes = (record: Record<string, string | number>) =>
  Object.entries(record).map(([key, value]) => ({
    key,
    value: typeof value === "number" ? { intValue: BigInt(value) } : { stringValue: value },
  }));

/** The resource of a sender. */
export function resourceOf(sender: Sender) {
  const record: Record<string, string | number> = { "service.name": sender.service ?? "shop" };
  if (sender.namespace) record["service.namespace"] = sender.namespace;
  if (sender.environment) record["deployment.environment.name"] = sender.environment;
  if (sender.instance) record["service.instance.id"] = sender.instance;
  if (sender.version) record["service.version"] = sender.version;
  return { attributes: attributes({ ...record, ...sender.resource }) };
}

let spanNumber = 0;
const idBytes = (hex: string) => Uint8Array.from(Buffer.from(hex, "hex"));

/** A span message; ids that are not given are unlike any before. */
export function spanMessage(span: GivenSpan) {
  const number = (++spanNumber).toString(16);
  const given = span.attributes ?? {
    "http.route": "/pay",
    "http.request.method": "GET",
    "http.response.status_code": 200,
  };
  return {
    traceId: idBytes(span.traceId ?? `${"7".repeat(8)}${number.padStart(24, "0")}`),
    spanId: idBytes(span.spanId ?? number.padStart(16, "0")),
    ...(span.parentSpanId === undefined ? {} : { parentSpanId: idBytes(span.parentSpanId) }),
    traceState: span.traceState ?? "",
    name: span.name ?? "GET /pay",
    kind: span.kind ?? 2,
    flags: span.flags ?? 0,
    startTimeUnixNano: nanos(span.startMs),
    endTimeUnixNano: nanos(span.startMs + span.durationMs),
    attributes: attributes(given),
    events: (span.events ?? []).map(({ name, atMs, attributes: told = {} }) => ({
      name,
      timeUnixNano: nanos(atMs),
      attributes: attributes(told),
    })),
    links: (span.links ?? []).map(({ traceId, spanId }) => ({
      traceId: idBytes(traceId),
      spanId: idBytes(spanId),
    })),
    status: { code: span.statusCode ?? 0 },
  };
}

/** A trace body in protobuf. */
export const traceBody = (spans: readonly GivenSpan[], sender: Sender = {}): Uint8Array =>
  writeMessage("ExportTraceServiceRequest", {
    resourceSpans: [
      { resource: resourceOf(sender), scopeSpans: [{ spans: spans.map(spanMessage) }] },
    ],
  });

/** A point of a request histogram with explicit bounds in seconds; `count` and `sum` are told from the values. */
export type GivenPoint = {
  startMs: number;
  timeMs: number;
  /** Latencies in seconds of all requests that the point counts. */
  values: readonly number[];
  attributes?: Record<string, string | number>;
};

/** The SDKs' default bounds of `http.server.request.duration`. */
export const SEMCONV_BOUNDS = [
  0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
];

function histogramPoint({ startMs, timeMs, values, ...point }: GivenPoint) {
  const bucketCounts = Array.from({ length: SEMCONV_BOUNDS.length + 1 }, () => 0n);
  for (const value of values) {
    const found = SEMCONV_BOUNDS.findIndex((bound) => value <= bound);
    const at = found === -1 ? SEMCONV_BOUNDS.length : found;
    bucketCounts[at] = (bucketCounts[at] ?? 0n) + 1n;
  }
  const given = point.attributes ?? {
    "http.route": "/pay",
    "http.request.method": "GET",
    "http.response.status_code": 200,
  };
  return {
    startTimeUnixNano: nanos(startMs),
    timeUnixNano: nanos(timeMs),
    attributes: attributes(given),
    count: BigInt(values.length),
    sum: values.reduce((sum, value) => sum + value, 0),
    explicitBounds: SEMCONV_BOUNDS,
    bucketCounts,
  };
}

/** A metrics body with one `http.server.request.duration` histogram; temporality 2 is cumulative, 1 delta. */
export const requestMetricsBody = (
  points: readonly GivenPoint[],
  sender: Sender = {},
  aggregationTemporality = 2,
): Uint8Array =>
  writeMessage("ExportMetricsServiceRequest", {
    resourceMetrics: [
      {
        resource: resourceOf(sender),
        scopeMetrics: [
          {
            metrics: [
              {
                name: "http.server.request.duration",
                unit: "s",
                histogram: { dataPoints: points.map(histogramPoint), aggregationTemporality },
              },
            ],
          },
        ],
      },
    ],
  });

/** A logs body with one record of a text. */
export const logBody = (text: string, timeMs: number, sender: Sender = {}): Uint8Array =>
  writeMessage("ExportLogsServiceRequest", {
    resourceLogs: [
      {
        resource: resourceOf(sender),
        scopeLogs: [{ logRecords: [{ timeUnixNano: nanos(timeMs), body: { stringValue: text } }] }],
      },
    ],
  });
