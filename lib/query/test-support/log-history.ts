import type { Pool } from "pg";
import { serviceId } from "@/lib/aggregate/service-id.ts";
import type { LogRecordRow } from "@/lib/domain/logs.ts";
import { indexNextSlice } from "@/lib/jobs/index-logs.ts";
import { copyUnique } from "@/lib/store/ingest-group.ts";
import { newestLogArrival, nextLogArrivals } from "@/lib/store/log-index.ts";
import { chunksOf, encodeLogs } from "@/lib/store/log-rows.ts";
import { registerOrigins } from "@/lib/store/origins.ts";
import { ensurePartitionsAt } from "@/lib/store/partitions.ts";

/** Two services with two instances each; the index of an origin is its place here. */
export const ORIGINS = ["orders", "payments"].flatMap((service) =>
  ["a", "b"].map((instance, i) => ({
    originId: BigInt(service.length * 100 + i),
    namespace: "shop",
    service,
    environment: "production",
    instance,
    version: "1.2.0",
    resource: JSON.stringify({
      "service.name": service,
      "host.name": `${service}-host-${instance}`,
    }),
    scopeName: "",
    scopeVersion: "",
    registeredMs: 0,
  })),
);

/** A record of one of `ORIGINS`; `body` and `attributes` as values. */
export function logOf(given: {
  logId: number;
  timeMs: number;
  origin?: number;
  severityNumber?: number;
  body: unknown;
  attributes?: Record<string, unknown>;
  traceId?: string;
}): LogRecordRow {
  const origin = ORIGINS[given.origin ?? 0];
  if (!origin) throw new Error("there is no such origin");
  return {
    serviceId: serviceId(origin),
    originId: origin.originId,
    timeNs: BigInt(given.timeMs) * 1_000_000n,
    logId: BigInt(given.logId),
    severityNumber: given.severityNumber ?? 9,
    severityText: "",
    body: JSON.stringify(given.body),
    attributes: JSON.stringify(given.attributes ?? {}),
    traceId: given.traceId === undefined ? null : Buffer.from(given.traceId, "hex"),
    spanId: null,
    eventName: "",
  };
}

/** Appends records as one commit does, in chunks. */
export async function appendLogs(pool: Pool, logs: readonly LogRecordRow[]): Promise<void> {
  const client = await pool.connect();
  try {
    await registerOrigins(client, ORIGINS);
    const seconds = logs.map((log) => Number(log.timeNs / 1_000_000_000n));
    await ensurePartitionsAt(client, { table: "log_records", seconds });
    await client.query("BEGIN");
    const arrivals = await nextLogArrivals(client, chunksOf(logs.length));
    await copyUnique(client, "log_records", encodeLogs(logs, arrivals));
    await client.query("COMMIT");
  } finally {
    client.release();
  }
}

/** Indexes every whole slice; returns how many there were. */
export async function indexAll(pool: Pool): Promise<number> {
  const client = await pool.connect();
  try {
    const through = await newestLogArrival(client);
    let slices = 0;
    while (await indexNextSlice(client, through)) slices++;
    return slices;
  } finally {
    client.release();
  }
}
