/** What makes a database appear. */
export function HowTo() {
  return (
    <>
      <p>
        Databases appear with the first query that a service traces or measures: spans with
        “db.system.name”, and “db.client.operation.duration”, as every OpenTelemetry instrumentation
        of a database driver sends them. Prisma’s and the drivers’ own need no change. Pools,
        replicas and N+1s are told from the same telemetry. In Node:
      </p>
      <pre className="mt-3 whitespace-pre-wrap break-words rounded-2 bg-surface-2 p-3 text-12">
        {`import { PgInstrumentation } from "@opentelemetry/instrumentation-pg";
new NodeSDK({ instrumentations: [new PgInstrumentation()] }).start();

// reads to replicas that are near enough, writes to the primary
import { createReplicaRouter } from "@headroom/sdk/replica-router";
const db = createReplicaRouter({ primary, replicas: [{ name: "replica-1", pool }] });
await db.read("SELECT * FROM orders WHERE id = $1", [id]);`}
      </pre>
    </>
  );
}
