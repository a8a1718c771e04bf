import { ms, table, whole } from "../table.ts";
import type { LogReport } from "./measure-logs.ts";

/** The report about logs for people. */
export function logTable(report: LogReport): string {
  const { records, seedSeconds, indexSeconds, bytes, runs, ingest } = report;
  const rows = runs.map((run) => [
    run.name,
    ms(run.firstMs),
    ms(run.p50Ms),
    ms(run.p95Ms),
    whole(run.records),
  ]);
  const total = bytes.row + bytes.indexes + bytes.search + bytes.counts;
  return [
    `${whole(records)} log records seeded in ${whole(seedSeconds)} s, searchable ${whole(indexSeconds)} s later`,
    table([["question", "first ms", "p50 ms", "p95 ms", "records"], ...rows]),
    `${whole(total)} B a record: row ${whole(bytes.row)}, indexes ${whole(bytes.indexes)}, search ${bytes.search.toFixed(1)}, counts ${bytes.counts.toFixed(1)}`,
    ...ingest.map(
      ({ indexed, recordsPerSecond }) =>
        `ingest ${indexed ? "with" : "without"} the search index: ${whole(recordsPerSecond)} records/s`,
    ),
  ].join("\n");
}
