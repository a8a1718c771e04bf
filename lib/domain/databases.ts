import { Lens, type LensRow } from "./lens.ts";

export const DATABASE_DIMENSIONS = [
  "system",
  "database",
  "datasource",
  "server",
  "replica",
  "pool",
  "operation",
] as const;
export type DatabaseDimension = (typeof DATABASE_DIMENSIONS)[number];

/**
 * What metrics tell of databases. Of clients: operations and those that failed by how long they took, rows that one
 * returned, and their pools. Of servers: `lagMs` and `lagBytes` of a replica, `backends` (connections of all clients).
 */
export type DatabaseMeasure =
  | "operationMs"
  | "failedMs"
  | "returnedRows"
  | "used"
  | "idle"
  | "max"
  | "pending"
  | "timeouts"
  | "waitMs"
  | "useMs"
  | "createMs"
  | "lagMs"
  | "lagBytes"
  | "backends"
  | "backendLimit"
  | "commits"
  | "rollbacks"
  | "deadlocks"
  | "sizeBytes";

type Row = LensRow<DatabaseDimension, DatabaseMeasure>;

const SYSTEM = ["db.system.name", "db.system"];
const OPERATION: Row["dimensions"] = {
  system: SYSTEM,
  database: ["db.namespace", "db.name"],
  datasource: ["db.datasource"],
  server: ["server.address", "db.replica.name", "net.peer.name"],
  operation: ["db.operation.name", "db.operation"],
};
const POOL: Row["dimensions"] = {
  system: SYSTEM,
  pool: ["db.client.connection.pool.name", "db.client.connections.pool.name", "pool.name", "pool"],
};
const STATES = { used: "used", active: "used", idle: "idle" } as const;

const POSTGRES = { system: { always: "postgresql" } } as const;
const MYSQL = { system: { always: "mysql" } } as const;
/** Of a Collector's receiver, which names the database in the resource. */
const POSTGRES_DATABASE: Row["dimensions"] = {
  ...POSTGRES,
  database: { resource: ["postgresql.database.name"] },
};
const EXPORTED_DATABASE: Row["dimensions"] = { ...POSTGRES, database: ["datname"] };
const MYSQL_REPLICA: Row["dimensions"] = {
  ...MYSQL,
  replica: { resource: ["mysql.instance.endpoint", "server.address"], otherwise: "replica" },
};
const STREAMING: Row["dimensions"] = { ...POSTGRES, replica: ["replication_client"] };
/** The exporter runs beside each server, which Prometheus names by `instance`. */
const EXPORTED_REPLICA: Row["dimensions"] = {
  ...POSTGRES,
  replica: { attributes: ["server", "instance"], otherwise: "replica" },
};

const rows = (
  library: string,
  dimensions: Row["dimensions"],
  metrics: Readonly<Record<string, Row["measure"]>>,
): Row[] =>
  Object.entries(metrics).map(([metric, measure]) => ({ library, metric, measure, dimensions }));

/** Operations by how long they took; those with an error type failed. */
const operations = (library: string, metric: string): Row[] => [
  {
    ...{ library, metric, measure: "operationMs", dimensions: OPERATION },
    where: { "error.type": "" },
  },
  { library, metric, measure: "failedMs", dimensions: OPERATION },
];

/** Of the ways in which a replica's lag is told by stage, the last: what readers see. */
const replayed = (metric: string): Row => ({
  ...{ library: "Collector, postgresql", metric, measure: "lagMs", dimensions: STREAMING },
  where: { operation: ["replay", ""] },
});

const stateOf = (...attribute: string[]): Row["measure"] => ({ attribute, values: STATES });

/** Every library and convention by which databases, pools and replicas are recognised in metrics. */
export const DATABASE_ROWS: readonly Row[] = [
  ...operations("OpenTelemetry", "db.client.operation.duration"),
  ...operations("OpenTelemetry, old names", "db.client.commands.duration"),
  ...rows("OpenTelemetry", OPERATION, { "db.client.response.returned_rows": "returnedRows" }),
  ...rows("OpenTelemetry", POOL, {
    "db.client.connection.count": stateOf("db.client.connection.state", "state"),
    "db.client.connection.max": "max",
    "db.client.connection.pending_requests": "pending",
    "db.client.connection.timeouts": "timeouts",
    "db.client.connection.wait_time": "waitMs",
    "db.client.connection.use_time": "useMs",
    "db.client.connection.create_time": "createMs",
  }),
  ...rows("OpenTelemetry, old names", POOL, {
    "db.client.connections.usage": stateOf("state", "db.client.connections.state"),
    "db.client.connections.max": "max",
    "db.client.connections.pending_requests": "pending",
    "db.client.connections.timeouts": "timeouts",
    "db.client.connections.wait_time": "waitMs",
    "db.client.connections.use_time": "useMs",
    "db.client.connections.create_time": "createMs",
  }),
  ...rows("HikariCP", POOL, {
    "hikaricp.connections.active": "used",
    "hikaricp.connections.idle": "idle",
    "hikaricp.connections.max": "max",
    "hikaricp.connections.pending": "pending",
    "hikaricp.connections.timeout": "timeouts",
    "hikaricp.connections.acquire": "waitMs",
    "hikaricp.connections.usage": "useMs",
    "hikaricp.connections.creation": "createMs",
  }),
  ...rows(
    "Prisma",
    { pool: { always: "prisma" } },
    {
      prisma_client_queries_duration_histogram_ms: "operationMs",
      prisma_client_queries_wait: "pending",
      prisma_client_queries_wait_histogram_ms: "waitMs",
      prisma_pool_connections_busy: "used",
      prisma_pool_connections_idle: "idle",
    },
  ),
  replayed("postgresql.wal.delay"),
  replayed("postgresql.wal.lag"),
  ...rows("Collector, postgresql", STREAMING, { "postgresql.replication.data_delay": "lagBytes" }),
  ...rows("Collector, postgresql", POSTGRES_DATABASE, {
    "postgresql.backends": "backends",
    "postgresql.connection.max": "backendLimit",
    "postgresql.commits": "commits",
    "postgresql.rollbacks": "rollbacks",
    "postgresql.deadlocks": "deadlocks",
    "postgresql.db_size": "sizeBytes",
  }),
  {
    ...{ library: "postgres_exporter", metric: "pg_replication_lag_seconds", measure: "lagMs" },
    dimensions: EXPORTED_REPLICA,
    factor: 1_000,
  },
  ...rows(
    "postgres_exporter",
    { ...POSTGRES, replica: ["application_name", "slave_addr"] },
    { pg_stat_replication_pg_wal_lsn_diff: "lagBytes" },
  ),
  ...rows("postgres_exporter", EXPORTED_DATABASE, {
    pg_stat_database_numbackends: "backends",
    pg_settings_max_connections: "backendLimit",
    pg_stat_database_xact_commit: "commits",
    pg_stat_database_xact_rollback: "rollbacks",
    pg_stat_database_deadlocks: "deadlocks",
    pg_database_size_bytes: "sizeBytes",
  }),
  ...rows("Collector, mysql", MYSQL_REPLICA, { "mysql.replica.time_behind_source": "lagMs" }),
  {
    library: "mysqld_exporter",
    metric: "mysql_slave_status_seconds_behind_master",
    measure: "lagMs",
    dimensions: {
      ...MYSQL,
      replica: { attributes: ["instance", "channel_name"], otherwise: "replica" },
    },
    factor: 1_000,
  },
];

export const DATABASE_LENS = new Lens<DatabaseDimension, DatabaseMeasure>(
  DATABASE_DIMENSIONS,
  DATABASE_ROWS,
);
