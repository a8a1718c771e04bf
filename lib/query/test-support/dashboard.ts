import pg from "pg";
import { createTestPipeline, type TestPipeline } from "@/lib/ingest/test-support/pipeline.ts";
import { foldSealedSlots } from "@/lib/jobs/fold.ts";
import { closePools } from "@/lib/platform/db.ts";
import { sealOpenSlot } from "@/lib/store/arrival.ts";
import { forgetPartitions } from "@/lib/store/partitions.ts";
import { createTestDatabase } from "@/lib/store/testing.ts";
import { OperationCatalog } from "../operation-catalog.ts";
import { SeriesCatalog } from "../series-catalog.ts";

/** Ingest, fold and the pools that queries use, all on a database of the test's own. */
export type TestDashboard = {
  url: string;
  ingest: TestPipeline;
  /** Seals the open slot and folds it. */
  fold: () => Promise<void>;
  stop: () => Promise<void>;
};

/** Starts them; `now` is the clock of ingest and fold. Queries take theirs as a parameter. */
export async function startDashboard(
  now: () => number,
  settings: Parameters<typeof createTestPipeline>[2] = {},
): Promise<TestDashboard> {
  forgetPartitions();
  const { url, drop } = await createTestDatabase();
  process.env.DATABASE_URL = url;
  globalThis.headroomSeriesCatalog = undefined;
  globalThis.headroomOperationCatalog = undefined;
  globalThis.headroomMetricCatalog = undefined;
  globalThis.headroomMetricNames = undefined;
  const ingest = createTestPipeline(url, now, settings);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const catalog = new SeriesCatalog(ingest.pool);
  const operations = new OperationCatalog(ingest.pool);
  return {
    url,
    ingest,
    fold: async () => {
      await sealOpenSlot(client, now());
      await foldSealedSlots({ client, pool: ingest.pool, catalog, operations, now });
      // Another test's query must not find this one's series fresh.
      globalThis.headroomOperationCatalog = undefined;
      globalThis.headroomSeriesCatalog = undefined;
    },
    stop: async () => {
      await client.end();
      await ingest.stop();
      await closePools();
      delete process.env.DATABASE_URL;
      globalThis.headroomSeriesCatalog = undefined;
      globalThis.headroomOperationCatalog = undefined;
      await drop();
    },
  };
}
