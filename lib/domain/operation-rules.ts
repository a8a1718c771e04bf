import { accessOf } from "./query-access.ts";
import type { Dimensions, SpanOperation } from "./span-operations.ts";

/** What operations are told from; empty texts are absent. Names of both present and older conventions. */
export const OPERATION_KEYS = {
  "db.system.name": "dbSystem",
  "db.system": "dbSystem",
  "db.operation.name": "dbOperation",
  "db.operation": "dbOperation",
  "db.collection.name": "dbCollection",
  "db.sql.table": "dbCollection",
  "db.namespace": "dbNamespace",
  "db.name": "dbNamespace",
  "db.query.summary": "dbSummary",
  "db.query.text": "dbText",
  "db.statement": "dbText",
  "db.datasource": "dbDatasource",
  "server.address": "server",
  "net.peer.name": "server",
  "db.replica.name": "server",
  "error.type": "errorType",
  "cache.hit": "cacheHit",
  "cache.key": "cacheKey",
  "cache.name": "cacheName",
  "cache.layer": "cacheLayer",
  "messaging.system": "system",
  "messaging.operation.type": "messagingType",
  "messaging.operation.name": "messagingName",
  "messaging.operation": "messagingName",
  "messaging.destination.template": "destination",
  "messaging.destination.name": "destination",
  "messaging.destination": "destination",
  "messaging.consumer.group.name": "consumerGroup",
  "messaging.kafka.consumer.group": "consumerGroup",
} as const;
export type OperationText = (typeof OPERATION_KEYS)[keyof typeof OPERATION_KEYS];
export type OperationTexts = Readonly<Record<OperationText, string>>;

/** OTLP's numbers of span kinds. */
const KIND = { client: 3, producer: 4, consumer: 5 } as const;

/** A span as the rules see it; `statement`: the normalised text. */
export type OperationSpan = {
  kind: number;
  name: string;
  texts: OperationTexts;
  statement: string;
};

/** Spans of a driver, which under one of Prisma's queries are the same query. */
export const DRIVER_QUERY = /^pg\.query\b/;

/** Spans by which Prisma tells of a query: v7, then v5 and v6. */
export const PRISMA_QUERIES: ReadonlySet<string> = new Set([
  "prisma:client:db_query",
  "prisma:engine:db_query",
]);
const CONNECTS = /^(?:pg-pool|pg)\.connect\b/;

/** Systems whose statements hold keys and values, of which only the command is kept. */
export const COMMAND_SYSTEMS: ReadonlySet<string> = new Set(["redis", "memcached", "valkey"]);

/** What a span did with databases, caches and events; a lookup in Redis may be of the first two. */
export function operationsOf(span: OperationSpan): SpanOperation[] {
  return [databaseOf(span), cacheOf(span), eventOf(span)].filter((found) => found !== null);
}

function databaseOf({ kind, name, texts, statement }: OperationSpan): SpanOperation | null {
  const isPrisma = name.startsWith("prisma:");
  const isQuery = PRISMA_QUERIES.has(name);
  if (isPrisma ? !isQuery : texts.dbSystem === "" || CONNECTS.test(name)) return null;
  const isCommand = COMMAND_SYSTEMS.has(texts.dbSystem);
  if (kind !== KIND.client && !isQuery && !isCommand) return null;
  return {
    concern: "databases",
    target: {
      system: texts.dbSystem,
      database: texts.dbNamespace,
      datasource: texts.dbDatasource,
      server: texts.server,
      access: accessOf({ operation: texts.dbOperation, statement }),
    },
    detail: {
      statement: statement || name,
      operation: texts.dbOperation,
      collection: texts.dbCollection,
    },
  };
}

function cacheOf({ texts }: OperationSpan): SpanOperation | null {
  const result = { true: "hit", false: "miss" }[texts.cacheHit];
  if (result === undefined) return null;
  const cache = texts.cacheName || texts.dbSystem || "cache";
  return {
    concern: "caches",
    target: { cache, layer: texts.cacheLayer || texts.dbSystem, result },
    detail: {},
  };
}

const EVENT_OPERATIONS: Readonly<Record<string, string>> = {
  create: "publish",
  send: "publish",
  publish: "publish",
  receive: "receive",
  poll: "receive",
  process: "process",
  deliver: "process",
  settle: "settle",
  ack: "settle",
  nack: "settle",
};

/** Sends by CLIENT spans are left out: by convention their messages have PRODUCER spans of their own. */
function eventOf({ kind, texts }: OperationSpan): SpanOperation | null {
  const told = EVENT_OPERATIONS[texts.messagingType] ?? EVENT_OPERATIONS[texts.messagingName];
  let operation = told;
  if (kind === KIND.producer) operation = "publish";
  else if (kind === KIND.consumer)
    operation = told === undefined || told === "publish" ? "process" : told;
  else if (kind !== KIND.client || texts.system === "" || told === "publish") return null;
  if (operation === undefined) return null;
  const target: Dimensions = {
    system: texts.system,
    destination: texts.destination,
    consumerGroup: texts.consumerGroup,
    operation,
  };
  return { concern: "events", target, detail: {} };
}
