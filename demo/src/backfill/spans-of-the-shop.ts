import { MAIL_QUEUE, processAttributes, publishAttributes } from "./mail-queue.ts";
import { Route } from "./route.ts";
import { type Attributes, KIND, type SpanTemplate, spanTemplate } from "./span-template.ts";

/** Of the gateway: the same that `services/gateway.ts` serves. */
export const PUBLIC = {
  catalog: new Route("GET", "/api/catalog", true),
  product: new Route("GET", "/api/catalog/:id", true),
  search: new Route("GET", "/api/search", true),
  user: new Route("GET", "/api/users/:id", true),
  userOrders: new Route("GET", "/api/users/:id/orders", true),
  order: new Route("GET", "/api/orders/:id", true),
  receipt: new Route("GET", "/api/orders/:id/receipt", true),
  sessions: new Route("POST", "/api/sessions", true),
  orders: new Route("POST", "/api/orders", true),
} as const;

/** Of the services behind it. */
export const INNER = {
  catalog: new Route("GET", "/products"),
  product: new Route("GET", "/products/:id"),
  search: new Route("GET", "/search"),
  user: new Route("GET", "/users/:id"),
  userOrders: new Route("GET", "/users/:id/orders"),
  order: new Route("GET", "/orders/:id"),
  receipt: new Route("POST", "/receipts"),
  sessions: new Route("POST", "/sessions"),
  orders: new Route("POST", "/orders"),
} as const;

/** A statement that a service sends to its database. */
export type Statement = { system: string; operation: string; template: SpanTemplate };

function sql(operation: string, text: string): Statement {
  const template = spanTemplate({
    name: `pg.query:${operation} demo`,
    kind: KIND.client,
    attributes: database("postgresql", { "db.namespace": "demo", "db.query.text": text }),
  });
  return { system: "postgresql", operation, template };
}

function redis(operation: string): Statement {
  const attributes = { "db.operation.name": operation, "db.query.text": `${operation} user:?` };
  return {
    system: "redis",
    operation,
    template: spanTemplate({
      name: operation,
      kind: KIND.client,
      attributes: database("redis", attributes),
    }),
  };
}

function database(system: string, more: Attributes): Attributes {
  return { "db.system.name": system, "server.address": "127.0.0.1", ...more };
}

const OF_PRODUCT = "SELECT id, name, category, price_cents FROM";

export const STATEMENTS = {
  products: sql("SELECT", `${OF_PRODUCT} shop.products ORDER BY id LIMIT $1`),
  productIds: sql("SELECT", "SELECT id FROM shop.products ORDER BY id LIMIT $1"),
  pricedProduct: sql("SELECT", `${OF_PRODUCT} shop.priced_products WHERE id = $1`),
  product: sql("SELECT", `${OF_PRODUCT} shop.products WHERE id = $1`),
  search: sql(
    "SELECT",
    "SELECT id, name, price_cents FROM shop.products WHERE name ILIKE '%' || $1 || '%' LIMIT 20",
  ),
  order: sql("SELECT", "SELECT o.id, o.user_id, o.total_cents FROM shop.orders o WHERE o.id = $1"),
  userOrders: sql(
    "SELECT",
    "SELECT id, created_at, total_cents FROM shop.orders WHERE user_id = $1 ORDER BY created_at DESC LIMIT 20",
  ),
  slow: sql("SELECT", "SELECT pg_sleep(0.4 + random() * 0.5)"),
  begin: sql("BEGIN", "BEGIN"),
  placeOrder: sql(
    "WITH",
    "WITH line AS (…), placed AS (INSERT INTO shop.orders …) SELECT … FROM placed",
  ),
  queueMail: sql("INSERT", "INSERT INTO shop.mail_queue (order_id, traceparent) VALUES ($1, $2)"),
  commit: sql("COMMIT", "COMMIT"),
  confirm: sql("UPDATE", "UPDATE shop.orders SET confirmed_at = now() WHERE id = $1"),
  user: sql("SELECT", "SELECT id, name, email FROM shop.users WHERE id = $1"),
  password: sql("SELECT", "SELECT id FROM shop.users WHERE id = $1 AND password_digest = $2"),
  get: redis("get"),
  set: redis("set"),
} as const;

export const MAIL = {
  send: spanTemplate({
    name: `send ${MAIL_QUEUE}`,
    kind: KIND.producer,
    attributes: publishAttributes,
  }),
  process: spanTemplate({
    name: `process ${MAIL_QUEUE}`,
    kind: KIND.consumer,
    attributes: processAttributes,
    hasRemoteParent: true,
    hasLink: true,
  }),
} as const;
