import type { ServiceName } from "../messages.ts";
import { DATABASE_BOUNDS, Histogram, HTTP_BOUNDS } from "./histogram.ts";
import { ProtobufWriter } from "./protobuf-writer.ts";
import type { Route } from "./route.ts";
import { type Attributes, writeAttributes } from "./span-template.ts";
import type { Statement } from "./spans-of-the-shop.ts";

export const SCOPES = {
  http: "@opentelemetry/instrumentation-http",
  pg: "@opentelemetry/instrumentation-pg",
  ioredis: "@opentelemetry/instrumentation-ioredis",
  shop: "shop",
} as const;
export type Scope = keyof typeof SCOPES;

/** A duration histogram of one set of attributes. */
export type Durations = { attributes: Attributes; histogram: Histogram };

/** What the instruments of a process have counted since it started. */
export type Counted = {
  /** By route and status. */
  served: Map<number, Durations>;
  /** By method and status. */
  called: Map<number, Durations>;
  /** By operation. */
  queried: Map<string, Durations>;
  cache: { hit: number; miss: number };
  requests: number;
};

const nothingCounted = (): Counted => ({
  served: new Map(),
  called: new Map(),
  queried: new Map(),
  cache: { hit: 0, miss: 0 },
  requests: 0,
});

/** One instance of a service in the past: who it is, what it has counted, and what it has not exported yet. */
export class PastProcess {
  readonly spans: Record<Scope, ProtobufWriter> = {
    http: new ProtobufWriter(1 << 20),
    pg: new ProtobufWriter(1 << 20),
    ioredis: new ProtobufWriter(1 << 12),
    shop: new ProtobufWriter(1 << 12),
  };
  readonly logs = new ProtobufWriter(1 << 12);
  counted = nothingCounted();
  /** Resource fields as a message, for `ResourceSpans` and its like. */
  resource: Buffer;

  constructor(
    readonly service: ServiceName,
    readonly instance: string,
    public version: string,
    public startedMs: number,
  ) {
    this.resource = resourceOf(this);
  }

  /** Another build in its place: its instruments begin anew. */
  replace(version: string, atMs: number): void {
    this.version = version;
    this.startedMs = atMs;
    this.counted = nothingCounted();
    this.resource = resourceOf(this);
  }

  countServed(route: Route, status: number, seconds: number): void {
    this.counted.requests++;
    const durations = found(this.counted.served, route.number * 1_000 + status, () => ({
      "http.request.method": route.method,
      "url.scheme": "http",
      "network.protocol.version": "1.1",
      "http.route": route.path,
      "http.response.status_code": status,
      ...(status >= 500 && { "error.type": String(status) }),
    }));
    durations.histogram.record(seconds);
  }

  countCalled(route: Route, status: number, seconds: number): void {
    const durations = found(
      this.counted.called,
      (route.method === "GET" ? 0 : 1_000) + status,
      () => ({
        "http.request.method": route.method,
        "server.address": "127.0.0.1",
        "network.protocol.version": "1.1",
        "http.response.status_code": status,
        ...(status >= 400 && { "error.type": String(status) }),
      }),
    );
    durations.histogram.record(seconds);
  }

  /** The instrumentation of Redis has no metrics. */
  countQueried({ system, operation }: Statement, seconds: number): void {
    if (system !== "postgresql") return;
    const attributes = () => ({
      "db.namespace": "demo",
      "server.address": "127.0.0.1",
      "db.operation.name": operation,
      "db.system.name": system,
    });
    found(this.counted.queried, operation, attributes, DATABASE_BOUNDS).histogram.record(seconds);
  }
}

function found<Key>(
  known: Map<Key, Durations>,
  key: Key,
  attributes: () => Attributes,
  bounds: readonly number[] = HTTP_BOUNDS,
): Durations {
  const there = known.get(key);
  if (there) return there;
  const made = { attributes: attributes(), histogram: new Histogram(bounds) };
  known.set(key, made);
  return made;
}

function resourceOf(process: PastProcess): Buffer {
  const resource = new ProtobufWriter();
  writeAttributes(resource, 1, {
    "service.name": process.service,
    "service.version": process.version,
    "service.instance.id": process.instance,
    "deployment.environment.name": "demo",
    "host.name": "demo",
    "process.runtime.name": "nodejs",
    "telemetry.sdk.language": "nodejs",
    "telemetry.sdk.name": "opentelemetry",
  });
  return Buffer.from(resource.written());
}
