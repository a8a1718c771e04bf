import { createReplicaRouter, startReadSession } from "@headroom/sdk/replica-router";
import pg from "pg";
import { startTelemetry } from "./telemetry.ts";

const stopTelemetry = startTelemetry();
const pools = (name: string) => new pg.Pool({ connectionString: process.env[name] });
const primary = pools("PRIMARY_URL");
const replica = pools("REPLICA_URL");
const router = createReplicaRouter({
  primary,
  replicas: [{ name: "replica-1", pool: replica }],
  checkMs: 20,
});

const session = startReadSession();
await router.write("CREATE TABLE IF NOT EXISTS greetings (text text PRIMARY KEY)", [], session);
await router.write("INSERT INTO greetings VALUES ('hello') ON CONFLICT DO NOTHING", [], session);
console.log(await router.read("SELECT text FROM greetings", [], session));

await stopTelemetry();
router.close();
await Promise.all([primary.end(), replica.end()]);
