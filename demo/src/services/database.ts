import { createReplicaRouter, type ReplicaRouter } from "@headroom/sdk/replica-router";
import { Pool } from "pg";
import * as log from "./log.ts";
import { reportPools } from "./pool-metrics.ts";

export type Database = Pick<ReplicaRouter, "read" | "write"> & {
  /** Takes every connection, of the primary and of the replica, for so long. */
  occupy: (seconds: number) => Promise<void>;
  close: () => Promise<void>;
};

const CONNECTIONS = 6;

/** The shop's own database: writes on the primary, reads on the replica while it is near enough. */
export function openDatabase(): Database {
  const primary = openPool(process.env.DEMO_DATABASE_URL);
  const replicaUrl = process.env.DEMO_REPLICA_URL;
  const replica = replicaUrl === undefined ? undefined : openPool(replicaUrl);
  const pools = replica ? [primary, replica] : [primary];
  reportPools([
    { name: "primary", pool: primary },
    ...(replica ? [{ name: "replica-1", pool: replica }] : []),
  ]);
  const router = createReplicaRouter({
    primary,
    replicas: replica ? [{ name: "replica-1", pool: replica }] : [],
    checkMs: 1_000,
    maxLagMs: 2_500,
    namespace: "shop",
  });
  return {
    read: router.read,
    write: router.write,
    occupy: async (seconds) => {
      const held = pools.flatMap((pool) => Array.from({ length: CONNECTIONS }, () => pool));
      await Promise.all(held.map((pool) => pool.query("SELECT pg_sleep($1)", [seconds])));
    },
    close: async () => {
      router.close();
      await Promise.all(pools.map((pool) => pool.end()));
    },
  };
}

/** A lost connection is logged and replaced at the next query. */
function openPool(connectionString: string | undefined): Pool {
  const pool = new Pool({ connectionString, max: CONNECTIONS });
  pool.on("error", (error) => log.error("database connection lost", error));
  return pool;
}
