import type { ClientBase } from "pg";
import type { ServiceKey } from "@/lib/domain/service.ts";
import { CountedCache } from "@/lib/platform/counted-cache.ts";
import type { Queryable } from "./queryable.ts";

/** A resource with its instrumentation scope: whom a span, a log record or a metric series comes from. */
export type OriginRow = ServiceKey & {
  originId: bigint;
  instance: string;
  version: string;
  /** JSON text of the resource's attributes, an object. */
  resource: string;
  scopeName: string;
  scopeVersion: string;
  registeredMs: number;
};

/** An origin as it is read back; the resource is parsed. */
export type Origin = Omit<OriginRow, "resource" | "registeredMs"> & {
  resource: Record<string, unknown>;
};

type DatabaseRow = {
  origin_id: string;
  namespace: string;
  service: string;
  environment: string;
  instance: string;
  version: string;
  resource: Record<string, unknown>;
  scope_name: string;
  scope_version: string;
};

const REGISTER_ORIGINS = `
  INSERT INTO origins (
    origin_id, namespace, service, environment, instance, version,
    resource, scope_name, scope_version, registered_ms
  )
  SELECT
    origin_id, namespace, service, environment, instance, version,
    resource::jsonb, scope_name, scope_version, registered_ms
  FROM unnest(
    $1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[],
    $7::text[], $8::text[], $9::text[], $10::bigint[]
  ) AS given (
    origin_id, namespace, service, environment, instance, version,
    resource, scope_name, scope_version, registered_ms
  )
  ON CONFLICT (origin_id) DO NOTHING
`;

const LOAD_ORIGINS = `
  SELECT
    origin_id, namespace, service, environment, instance, version,
    resource, scope_name, scope_version
  FROM origins
  WHERE origin_id = ANY ($1::bigint[])
`;

const FIND_SERVICES = `
  SELECT DISTINCT namespace, service, environment
  FROM origins
  WHERE (cardinality($1::text[]) = 0 OR service = ANY ($1))
    AND (cardinality($2::text[]) = 0 OR namespace = ANY ($2))
    AND (cardinality($3::text[]) = 0 OR environment = ANY ($3))
`;

/** An origin never changes, its id is a hash of it: what was read once stays true. */
const loaded = new CountedCache<bigint, Origin>("origins", { max: 10_000 });

/**
 * Writes the origins that are not there yet, in a short transaction of its own: the dictionary stays locked for
 * others until it ends. `client` must not be in a transaction.
 */
export async function registerOrigins(client: ClientBase, rows: OriginRow[]): Promise<void> {
  if (rows.length === 0) return;
  // One order for all writers, so that two of them cannot wait for each other.
  const sorted = [...rows].sort((a, b) => (a.originId < b.originId ? -1 : 1));
  await client.query("BEGIN");
  try {
    await client.query("SET LOCAL statement_timeout = '5s'");
    await client.query(REGISTER_ORIGINS, toColumns(sorted));
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  }
}

/** The origins with these ids; an unknown id is absent from the answer. */
export async function loadOrigins(
  client: Queryable,
  ids: Iterable<bigint>,
): Promise<Map<bigint, Origin>> {
  const found = new Map<bigint, Origin>();
  const missing: string[] = [];
  for (const id of new Set(ids)) {
    const origin = loaded.get(id);
    if (origin) found.set(id, origin);
    else missing.push(id.toString());
  }
  if (missing.length === 0) return found;
  const { rows } = await client.query<DatabaseRow>(LOAD_ORIGINS, [missing]);
  for (const row of rows) {
    const origin = fromRow(row);
    loaded.set(origin.originId, origin);
    found.set(origin.originId, origin);
  }
  return found;
}

/** Every service that has sent traces, logs or metrics and matches; an empty list does not filter. */
export async function findServices(
  client: Queryable,
  filter: { service: string[]; namespace: string[]; environment: string[] },
): Promise<ServiceKey[]> {
  const values = [filter.service, filter.namespace, filter.environment];
  const { rows } = await client.query<ServiceKey>(FIND_SERVICES, values);
  return rows;
}

function toColumns(rows: OriginRow[]): unknown[] {
  return [
    rows.map((row) => row.originId.toString()),
    rows.map((row) => row.namespace),
    rows.map((row) => row.service),
    rows.map((row) => row.environment),
    rows.map((row) => row.instance),
    rows.map((row) => row.version),
    rows.map((row) => row.resource),
    rows.map((row) => row.scopeName),
    rows.map((row) => row.scopeVersion),
    rows.map((row) => row.registeredMs),
  ];
}

function fromRow(row: DatabaseRow): Origin {
  return {
    originId: BigInt(row.origin_id),
    namespace: row.namespace,
    service: row.service,
    environment: row.environment,
    instance: row.instance,
    version: row.version,
    resource: row.resource,
    scopeName: row.scope_name,
    scopeVersion: row.scope_version,
  };
}
