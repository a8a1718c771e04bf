import { describe, expect, test } from "vitest";
import { DATABASE_LENS, DATABASE_ROWS, type DatabaseDimension } from "./databases.ts";

type Golden = [
  metric: string,
  attributes: Record<string, string>,
  measure: string,
  dimensions: Partial<Record<DatabaseDimension, string>>,
  factor: number,
  given?: { unit?: string; resource?: Record<string, string> },
];

const OPERATION = {
  "db.system.name": "postgresql",
  "db.namespace": "shop",
  "db.operation.name": "SELECT",
  "db.datasource": "replica",
  "db.replica.name": "replica-1",
};
const OPERATION_OLD = {
  "db.system": "postgresql",
  "db.name": "shop",
  "db.operation": "SELECT",
  "net.peer.name": "db-1",
};
const operation = {
  ...{ system: "postgresql", database: "shop", operation: "SELECT" },
  ...{ datasource: "replica", server: "replica-1" },
};
const operationOld = {
  system: "postgresql",
  database: "shop",
  operation: "SELECT",
  server: "db-1",
};

const POOL = { "db.client.connection.pool.name": "orders" };
const POOL_OLD = { "pool.name": "orders" };
const HIKARI = { pool: "orders" };
const pool = { pool: "orders" };
const prisma = { pool: "prisma" };
const seconds = { unit: "s" };

const SHOP = { unit: "", resource: { "postgresql.database.name": "shop" } };
const shop = { system: "postgresql", database: "shop" };
const REPLICA = { replication_client: "replica-1", operation: "replay" };
const replica = { system: "postgresql", replica: "replica-1" };

const GOLDEN: Golden[] = [
  ["db.client.operation.duration", OPERATION, "operationMs", operation, 1_000, seconds],
  [
    "db.client.operation.duration",
    { ...OPERATION, "error.type": "40P01" },
    ...(["failedMs", operation, 1_000, seconds] as const),
  ],
  ["db_client_operation_duration_seconds", OPERATION, "operationMs", operation, 1_000],
  ["db.client.commands.duration", OPERATION_OLD, "operationMs", operationOld, 1_000, seconds],
  [
    "db.client.commands.duration",
    { ...OPERATION_OLD, "error.type": "E" },
    ...(["failedMs", operationOld, 1_000, seconds] as const),
  ],
  ["db.client.response.returned_rows", OPERATION, "returnedRows", operation, 1],
  [
    "db.client.connection.count",
    { ...POOL, "db.client.connection.state": "used" },
    ...(["used", pool, 1] as const),
  ],
  ["db.client.connection.count", { ...POOL, state: "idle" }, "idle", pool, 1],
  ["db.client.connection.max", POOL, "max", pool, 1],
  ["db.client.connection.pending_requests", POOL, "pending", pool, 1],
  ["db.client.connection.timeouts", POOL, "timeouts", pool, 1],
  ["db.client.connection.wait_time", POOL, "waitMs", pool, 1_000, seconds],
  ["db.client.connection.use_time", POOL, "useMs", pool, 1_000, seconds],
  ["db.client.connection.create_time", POOL, "createMs", pool, 1_000, seconds],
  ["db.client.connections.usage", { ...POOL_OLD, state: "used" }, "used", pool, 1],
  ["db.client.connections.usage", { ...POOL_OLD, state: "idle" }, "idle", pool, 1],
  ["db.client.connections.max", POOL_OLD, "max", pool, 1],
  ["db.client.connections.pending_requests", POOL_OLD, "pending", pool, 1],
  ["db.client.connections.timeouts", POOL_OLD, "timeouts", pool, 1],
  ["db.client.connections.wait_time", POOL_OLD, "waitMs", pool, 1, { unit: "ms" }],
  ["db.client.connections.use_time", POOL_OLD, "useMs", pool, 1, { unit: "ms" }],
  ["db.client.connections.create_time", POOL_OLD, "createMs", pool, 1, { unit: "ms" }],
  ["hikaricp_connections_active", HIKARI, "used", pool, 1],
  ["hikaricp.connections.idle", HIKARI, "idle", pool, 1],
  ["hikaricp.connections.max", HIKARI, "max", pool, 1],
  ["hikaricp.connections.pending", HIKARI, "pending", pool, 1],
  ["hikaricp_connections_timeout_total", HIKARI, "timeouts", pool, 1],
  ["hikaricp_connections_acquire_seconds", HIKARI, "waitMs", pool, 1_000],
  ["hikaricp_connections_usage_seconds", HIKARI, "useMs", pool, 1_000],
  ["hikaricp_connections_creation_seconds", HIKARI, "createMs", pool, 1_000],
  ["prisma_client_queries_duration_histogram_ms", {}, "operationMs", prisma, 1],
  ["prisma_client_queries_wait", {}, "pending", prisma, 1],
  ["prisma_client_queries_wait_histogram_ms", {}, "waitMs", prisma, 1],
  ["prisma_pool_connections_busy", {}, "used", prisma, 1],
  ["prisma_pool_connections_idle", {}, "idle", prisma, 1],
  ["postgresql.wal.delay", REPLICA, "lagMs", replica, 1_000, seconds],
  ["postgresql.wal.lag", REPLICA, "lagMs", replica, 1_000, seconds],
  ["postgresql.replication.data_delay", REPLICA, "lagBytes", replica, 1, { unit: "By" }],
  ["postgresql.backends", {}, "backends", shop, 1, SHOP],
  ["postgresql.connection.max", {}, "backendLimit", { system: "postgresql" }, 1],
  ["postgresql.commits", {}, "commits", shop, 1, SHOP],
  ["postgresql.rollbacks", {}, "rollbacks", shop, 1, SHOP],
  ["postgresql.deadlocks", {}, "deadlocks", shop, 1, SHOP],
  ["postgresql.db_size", {}, "sizeBytes", shop, 1, { ...SHOP, unit: "By" }],
  ["pg_replication_lag_seconds", { instance: "replica-1" }, "lagMs", replica, 1_000],
  ["pg_replication_lag", { server: "replica-1" }, "lagMs", replica, 1_000],
  [
    "pg_stat_replication_pg_wal_lsn_diff",
    { application_name: "replica-1" },
    ...(["lagBytes", replica, 1] as const),
  ],
  ["pg_stat_database_numbackends", { datname: "shop" }, "backends", shop, 1],
  ["pg_settings_max_connections", {}, "backendLimit", { system: "postgresql" }, 1],
  ["pg_stat_database_xact_commit", { datname: "shop" }, "commits", shop, 1],
  ["pg_stat_database_xact_rollback", { datname: "shop" }, "rollbacks", shop, 1],
  ["pg_stat_database_deadlocks", { datname: "shop" }, "deadlocks", shop, 1],
  ["pg_database_size_bytes", { datname: "shop" }, "sizeBytes", shop, 1],
  [
    "mysql.replica.time_behind_source",
    {},
    ...(["lagMs", { system: "mysql", replica: "db-2:3306" }, 1_000] as const),
    { unit: "s", resource: { "mysql.instance.endpoint": "db-2:3306" } },
  ],
  [
    "mysql_slave_status_seconds_behind_master",
    { instance: "db-2:9104" },
    ...(["lagMs", { system: "mysql", replica: "db-2:9104" }, 1_000] as const),
  ],
];

const NONE = Object.fromEntries(DATABASE_LENS.dimensions.map((name) => [name, ""]));

const read = (name: string, attributes: Record<string, string>, given: Golden[5] = {}) =>
  DATABASE_LENS.read({
    name,
    unit: given.unit ?? "",
    attributes: new Map(Object.entries(attributes)),
    resource: new Map(Object.entries(given.resource ?? {})),
  });

test.each(GOLDEN)("%s %j is %s", (name, attributes, measure, dimensions, factor, given) => {
  const reading = read(name, attributes, given);
  expect(reading?.measure).toBe(measure);
  expect(reading?.dimensions).toEqual({ ...NONE, ...dimensions });
  expect(reading?.factor).toBe(factor);
});

describe("the lens", () => {
  test("has a golden test for each row", () => {
    const tested = new Set(
      GOLDEN.map(([name, attributes, , , , given]) => {
        const reading = read(name, attributes, given);
        return `${reading?.library} ${reading?.measure}`;
      }),
    );
    const measures = (row: (typeof DATABASE_ROWS)[number]) =>
      typeof row.measure === "string" ? [row.measure] : Object.values(row.measure.values);
    for (const row of DATABASE_ROWS) {
      for (const measure of measures(row)) {
        expect(tested, row.metric).toContain(`${row.library} ${measure}`);
      }
    }
  });

  test("reads only what a replica has replayed, since that is what its readers see", () => {
    expect(read("postgresql.wal.delay", { ...REPLICA, operation: "flush" })).toBeNull();
    expect(read("postgresql.wal.lag", { ...REPLICA, operation: "write" })).toBeNull();
  });

  test("leaves a connection's unknown state alone", () => {
    expect(read("db.client.connection.count", { ...POOL, state: "closing" })).toBeNull();
  });
});
