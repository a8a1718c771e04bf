import { ProtobufWriter } from "./protobuf-writer.ts";

/** A span without what differs from span to span; positions of that in `bytes`. */
export type SpanTemplate = {
  bytes: Buffer;
  traceId: number;
  spanId: number;
  /** −1: a root span. */
  parentId: number;
  start: number;
  end: number;
  /** Six decimal digits. */
  digits: number;
};

/** One service of the load: its resource, and per request series the four spans of a trace. */
export type ServiceTemplate = {
  resource: Buffer;
  scope: Buffer;
  healthy: SpanTemplate[][];
  failing: SpanTemplate[][];
};

/** The namespace of the load's services. */
export const LOAD_NAMESPACE = "bench";

const KIND = { internal: 1, server: 2, client: 3 } as const;
const ROUTES = ["orders", "users", "carts", "products", "invoices"];
const HEALTHY: [method: string, status: number][] = [
  ["GET", 200],
  ["POST", 201],
  ["DELETE", 204],
];
const DIGITS = "000000";

type Attributes = Record<string, string | number>;

/** The services of the load: each has 15 request series that succeed and 5 that fail. */
export function serviceTemplates(count: number): ServiceTemplate[] {
  return Array.from({ length: count }, (_, i) => {
    const resource = attributesMessage(1, {
      "service.name": `shop-${i}`,
      "service.namespace": LOAD_NAMESPACE,
      "service.version": "1.4.2",
      "service.instance.id": `6f1c2b7e-9a41-4c55-8a0e-00000000000${i}`,
      "deployment.environment.name": "production",
      "host.name": `node-${i}.internal`,
      "process.pid": 4_000 + i,
      "telemetry.sdk.language": "nodejs",
      "telemetry.sdk.name": "opentelemetry",
      "telemetry.sdk.version": "2.2.0",
    });
    const scope = new ProtobufWriter();
    scope.text(1, "@opentelemetry/instrumentation-http");
    scope.text(2, "0.208.0");
    return {
      resource,
      scope: scope.finish(),
      healthy: ROUTES.flatMap((route) =>
        HEALTHY.map(([method, status]) => trace(route, method, status)),
      ),
      failing: ROUTES.map((route) => trace(route, "GET", 500)),
    };
  });
}

/** A request, what it computes, its query and its call to another service. */
function trace(route: string, method: string, status: number): SpanTemplate[] {
  return [
    span(`${method} /api/${route}/{id}`, KIND.server, status >= 500, {
      "http.request.method": method,
      "http.route": `/api/${route}/{id}`,
      "url.path": `/api/${route}/${DIGITS}`,
      "url.scheme": "https",
      "http.response.status_code": status,
      "server.address": "shop.example.com",
      "network.protocol.version": "1.1",
      "user_agent.original": "Mozilla/5.0 (X11; Linux x86_64) Firefox/145.0",
    }),
    span(`${route}.load`, KIND.internal, false, {
      "code.function.name": `${route}.repository.load`,
      "code.file.path": `/srv/app/dist/${route}/repository.js`,
      "app.entity.id": DIGITS,
      "app.tenant": "tenant-eu-west",
      "app.cache.hit": "false",
      "thread.name": "main",
    }),
    span(`SELECT ${route}`, KIND.client, false, {
      "db.system.name": "postgresql",
      "db.namespace": "shop",
      "db.operation.name": "SELECT",
      "db.collection.name": route,
      "db.query.text": `SELECT * FROM ${route} WHERE id = $1 /* ${DIGITS} */`,
      "server.address": "postgres.internal",
      "server.port": 5_432,
    }),
    span("GET", KIND.client, status >= 500, {
      "http.request.method": "GET",
      "url.full": `https://pricing.internal/v1/prices/${DIGITS}?currency=EUR`,
      "http.response.status_code": status,
      "server.address": "pricing.internal",
      "server.port": 443,
      "network.protocol.version": "2",
    }),
  ];
}

function span(name: string, kind: number, isError: boolean, attributes: Attributes): SpanTemplate {
  const writer = new ProtobufWriter();
  const traceId = writer.bytes(1, Buffer.alloc(16));
  const spanId = writer.bytes(2, Buffer.alloc(8));
  const isRoot = kind === KIND.server;
  const parentId = isRoot ? -1 : writer.bytes(4, Buffer.alloc(8));
  writer.text(5, name);
  writer.varint(6, kind);
  const start = writer.fixed64(7);
  const end = writer.fixed64(8);
  writer.append(attributesMessage(9, attributes));
  if (isError) {
    const status = new ProtobufWriter();
    status.varint(3, 2);
    writer.bytes(15, status.finish());
  }
  writer.fixed32(16, isRoot ? 0x301 : 0x101);
  const bytes = writer.finish();
  return { bytes, traceId, spanId, parentId, start, end, digits: bytes.indexOf(DIGITS) };
}

/** Attributes as repeated KeyValue fields under `field`. */
function attributesMessage(field: number, attributes: Attributes): Buffer {
  const writer = new ProtobufWriter();
  for (const [key, given] of Object.entries(attributes)) {
    const value = new ProtobufWriter();
    if (typeof given === "string") value.text(1, given);
    else value.varint(3, given);
    const pair = new ProtobufWriter();
    pair.text(1, key);
    pair.bytes(2, value.finish());
    writer.bytes(field, pair.finish());
  }
  return writer.finish();
}
