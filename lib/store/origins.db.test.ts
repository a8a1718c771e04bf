import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findServices, loadOrigins, type OriginRow, registerOrigins } from "./origins.ts";
import { createTestDatabase, type TestDatabase } from "./testing.ts";

let database: TestDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = new pg.Pool({ connectionString: database.url, max: 8 });
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

const origin = (originId: bigint, given: Partial<OriginRow> = {}): OriginRow => ({
  originId,
  namespace: "shop",
  service: "orders",
  environment: "production",
  instance: "i-1",
  version: "1.2.3",
  resource: '{"service.name":"orders","process.pid":7}',
  scopeName: "@opentelemetry/instrumentation-http",
  scopeVersion: "0.223.0",
  registeredMs: 1_795_478_400_000,
  ...given,
});

async function register(rows: OriginRow[]): Promise<void> {
  const client = await pool.connect();
  try {
    await registerOrigins(client, rows);
  } finally {
    client.release();
  }
}

test("an origin is read back as it was registered; an unknown id is absent", async () => {
  await register([origin(11n)]);
  const found = await loadOrigins(pool, [11n, 12n, 11n]);
  expect([...found.keys()]).toEqual([11n]);
  expect(found.get(11n)).toEqual({
    originId: 11n,
    namespace: "shop",
    service: "orders",
    environment: "production",
    instance: "i-1",
    version: "1.2.3",
    resource: { "service.name": "orders", "process.pid": 7 },
    scopeName: "@opentelemetry/instrumentation-http",
    scopeVersion: "0.223.0",
  });
});

test("an id that was unknown is found once it is registered, and then without the database", async () => {
  expect((await loadOrigins(pool, [21n])).size).toBe(0);
  await register([origin(21n)]);
  expect((await loadOrigins(pool, [21n])).size).toBe(1);
  await pool.query("DELETE FROM origins WHERE origin_id = 21");
  expect((await loadOrigins(pool, [21n])).size).toBe(1);
});

test("registering again changes nothing, and many may do it at once", async () => {
  const ids = Array.from({ length: 50 }, (_, i) => BigInt(1_000 + i));
  await Promise.all(
    Array.from({ length: 8 }, (_, writer) => {
      const rows = ids.map((id) => origin(id, { version: `by writer ${writer}` }));
      return register(writer % 2 === 0 ? rows : rows.reverse());
    }),
  );
  await register([origin(1_000n, { version: "too late" })]);
  const { rows } = await pool.query<{ version: string }>(
    "SELECT version FROM origins WHERE origin_id BETWEEN 1000 AND 1049",
  );
  expect(rows).toHaveLength(50);
  expect(rows.filter((row) => row.version === "too late")).toEqual([]);
});

test("a refused row leaves the connection usable", async () => {
  const client = await pool.connect();
  try {
    const broken = origin(31n, { resource: "not JSON" });
    await expect(registerOrigins(client, [broken])).rejects.toMatchObject({ code: "22P02" });
    await registerOrigins(client, [origin(32n)]);
  } finally {
    client.release();
  }
  expect((await loadOrigins(pool, [31n, 32n])).size).toBe(1);
});

test("services are told apart by namespace and environment", async () => {
  await register([
    origin(41n, { service: "pay", environment: "staging" }),
    origin(42n, { service: "pay", environment: "production" }),
    origin(43n, { service: "pay", environment: "production", instance: "i-2" }),
    origin(44n, { service: "pay", namespace: "billing", environment: "production" }),
  ]);
  const find = async (environment: string[], namespace: string[]) => {
    const services = await findServices(pool, { service: ["pay"], namespace, environment });
    return services.map((key) => `${key.namespace}/${key.environment}`).sort();
  };
  expect(await find([], [])).toEqual(["billing/production", "shop/production", "shop/staging"]);
  expect(await find(["production"], ["shop"])).toEqual(["shop/production"]);
  expect(await find(["test"], [])).toEqual([]);
});
