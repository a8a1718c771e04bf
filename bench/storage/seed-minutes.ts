import type { Client } from "pg";
import { encodeDistribution } from "@/lib/aggregate/distribution.ts";
import { type RequestSeries, RequestSeriesRegistry } from "@/lib/aggregate/request-series.ts";
import { copyIn } from "@/lib/store/copy.ts";
import { CopyEncoder } from "@/lib/store/copy-binary.ts";
import { ensurePartitions } from "@/lib/store/partitions.ts";
import { registerRequestSeries } from "@/lib/store/request-series.ts";
import { FIGURES } from "@/lib/store/request-tiers.ts";
import { Random } from "../random.ts";
import { makeMinute, SAMPLES } from "./minute.ts";

const MINUTE = 60;
const SERVICES = 5;
/** Series of each service. */
export const ROUTES = 20;
/** The service that is asked about; one of five. */
export const SEEDED_SERVICE = "shop-0";

/**
 * Seeds one minute table with a day (from `dayStart`, Unix seconds): a hundred series of sixty requests a minute each,
 * in order of time as the fold writes them. Every minute has latencies of its own, in whole nanoseconds as spans tell
 * them, and an exemplar. Returns the number of rows.
 */
export async function seedMinutes(client: Client, dayStart: number): Promise<number> {
  const random = new Random(20_261_125);
  const series = seriesOf(dayStart);
  await registerRequestSeries(client, series, dayStart * 1000);
  const end = dayStart + 24 * 60 * MINUTE;
  const table = "request_1m";
  await ensurePartitions(client, { table, fromSeconds: dayStart, toSeconds: end - 1 });
  let rows = 0;
  for (let hour = dayStart; hour < end; hour += 60 * MINUTE) {
    const encoder = new CopyEncoder(4 * 1024 * 1024);
    for (let bucket = hour; bucket < hour + 60 * MINUTE; bucket += MINUTE) {
      for (const { id } of series) encodeMinute(encoder, { id, bucket }, random);
    }
    const columns = `series_id, bucket, ${FIGURES}`;
    await copyIn(client, `COPY ${table} (${columns}) FROM STDIN (FORMAT binary)`, encoder.finish());
    rows += encoder.rows;
  }
  return rows;
}

function seriesOf(since: number): RequestSeries[] {
  const registry = new RequestSeriesRegistry(ROUTES * 2, () => undefined);
  for (let n = 0; n < SERVICES * ROUTES; n++) {
    const [name, route] = [`shop-${Math.floor(n / ROUTES)}`, n % ROUTES];
    const service = { namespace: "bench", service: name, environment: "production" };
    const where = { route: `/api/resource-${route}/{id}`, method: "GET", status: "200" };
    registry.find({ ...service, ...where, instance: "a", version: "1.4.2" }, "spans", since);
  }
  return registry.takeNew();
}

function encodeMinute(
  encoder: CopyEncoder,
  { id, bucket }: { id: bigint; bucket: number },
  random: Random,
): void {
  const { distribution, errors, sumSeconds, maxSeconds } = makeMinute(random);
  const exemplar = Buffer.alloc(16);
  for (let at = 0; at < 16; at += 4) exemplar.writeUInt32BE(random.bits(), at);
  encoder.row(8);
  encoder.bigint(id);
  encoder.integer(bucket);
  encoder.double(SAMPLES);
  encoder.double(errors);
  encoder.double(sumSeconds);
  encoder.double(maxSeconds);
  encoder.bytes(encodeDistribution(distribution));
  encoder.uuid(exemplar);
}
