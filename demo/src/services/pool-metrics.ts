import { metrics } from "@opentelemetry/api";
import type { Pool } from "pg";

/** A pool and what it is called in its metrics. */
export type NamedPool = { name: string; pool: Pool };

/**
 * Reports pools by the conventions: connections by state, requests that wait for one, and how many there may be. The
 * instrumentation of pg mixes the figures of several pools up, so that its own are dropped (telemetry.ts).
 * @see https://opentelemetry.io/docs/specs/semconv/database/database-metrics/#connection-pools
 */
export function reportPools(pools: readonly NamedPool[]): void {
  const meter = metrics.getMeter("shop");
  const unit = "{connection}";
  const count = meter.createObservableUpDownCounter("db.client.connection.count", { unit });
  const most = meter.createObservableUpDownCounter("db.client.connection.max", { unit });
  const pending = meter.createObservableUpDownCounter("db.client.connection.pending_requests", {
    unit: "{request}",
  });
  meter.addBatchObservableCallback(
    (result) => {
      for (const { name, pool } of pools) {
        const attributes = { "db.client.connection.pool.name": name };
        const inState = (state: string) => ({
          ...attributes,
          "db.client.connection.state": state,
        });
        result.observe(count, pool.idleCount, inState("idle"));
        result.observe(count, pool.totalCount - pool.idleCount, inState("used"));
        result.observe(most, pool.options.max ?? 0, attributes);
        result.observe(pending, pool.waitingCount, attributes);
      }
    },
    [count, most, pending],
  );
}
