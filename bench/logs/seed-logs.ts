import type { Client } from "pg";
import { seriesId } from "@/lib/aggregate/series-id.ts";
import { serviceId } from "@/lib/aggregate/service-id.ts";
import type { LogRecordRow } from "@/lib/domain/logs.ts";
import { copyUnique } from "@/lib/store/ingest-group.ts";
import { nextLogArrivals } from "@/lib/store/log-index.ts";
import { chunksOf, encodeLogs } from "@/lib/store/log-rows.ts";
import { type OriginRow, registerOrigins } from "@/lib/store/origins.ts";
import { ensurePartitions, forgetPartitions } from "@/lib/store/partitions.ts";
import { LogSource, NEEDLE, SOURCES } from "./log-source.ts";

const RECORDS_A_COMMIT = 8_192;
/** The range over which records are seeded, in seconds. */
export const SEEDED_SECONDS = 86_400;

/** What the questions ask for. */
export type Seeded = { records: number; traceId: string; origins: OriginRow[] };

/** The sources of the seeded records. */
export function seededOrigins(): OriginRow[] {
  return Array.from({ length: SOURCES.services * SOURCES.instances }, (_, index) => {
    const service = `shop-${Math.floor(index / SOURCES.instances)}`;
    const instance = `${service}-${index % SOURCES.instances}`;
    const resource = { "service.name": service, "service.instance.id": instance };
    return {
      originId: seriesId(["bench origin", instance]),
      namespace: "bench",
      service,
      environment: "production",
      instance,
      version: "1.4.2",
      resource: JSON.stringify(resource),
      scopeName: "bench",
      scopeVersion: "",
      registeredMs: 0,
    };
  });
}

/**
 * Seeds records over the day before `end` (Unix seconds), in commits as ingest makes them; one of them, in the middle,
 * has the needle.
 */
export async function seedLogs(
  client: Client,
  { records, end, say }: { records: number; end: number; say: (line: string) => void },
): Promise<Seeded> {
  // Another database than the last one that was seeded.
  forgetPartitions();
  const origins = seededOrigins();
  await registerOrigins(client, origins);
  const from = end - SEEDED_SECONDS;
  await ensurePartitions(client, { table: "log_records", fromSeconds: from, toSeconds: end });
  const ids = origins.map((origin) => ({
    serviceId: serviceId(origin),
    originId: origin.originId,
  }));
  const source = new LogSource();
  const stepNs = (BigInt(SEEDED_SECONDS) * 1_000_000_000n) / BigInt(records);
  let timeNs = BigInt(from) * 1_000_000_000n;
  let traceId = "";
  for (let done = 0; done < records; done += RECORDS_A_COMMIT) {
    const size = Math.min(RECORDS_A_COMMIT, records - done);
    const logs: LogRecordRow[] = [];
    for (let i = 0; i < size; i++) {
      timeNs += stepNs;
      const origin = ids[(done + i) % ids.length];
      if (!origin) throw new Error("there are no sources");
      const log = source.record(timeNs, origin);
      if (done + i === Math.floor(records / 2))
        log.body = JSON.stringify(`found ${NEEDLE} at last`);
      if (log.traceId) traceId = Buffer.from(log.traceId).toString("hex");
      logs.push(log);
    }
    await commit(client, logs);
    if (Math.floor(done / 1_000_000) < Math.floor((done + size) / 1_000_000)) {
      say(`${Math.floor((done + size) / 1_000_000)} million log records seeded`);
    }
  }
  await client.query("VACUUM ANALYZE log_records");
  return { records, traceId, origins };
}

async function commit(client: Client, logs: readonly LogRecordRow[]): Promise<void> {
  await client.query("BEGIN");
  const arrivals = await nextLogArrivals(client, chunksOf(logs.length));
  await copyUnique(client, "log_records", encodeLogs(logs, arrivals));
  await client.query("COMMIT");
}
