import { ms, table, whole } from "../table.ts";
import type { QueryReport } from "./measure-query.ts";

/** The query reports for people. */
export function queryTable(reports: QueryReport[]): string {
  const head = [
    "question",
    "API p50 ms",
    "API p95 ms",
    "aim",
    "function p50 ms",
    "function p95 ms",
    "answer KiB",
  ];
  return reports
    .map(({ seriesCount, seededRows, seedSeconds, runs }) => {
      const rows = runs.map(({ name, http, direct, aimMs, answerBytes }) => [
        name,
        ms(http.p50Ms),
        ms(http.p95Ms),
        aimMs === null ? "" : `< ${aimMs}`,
        ms(direct.p50Ms),
        ms(direct.p95Ms),
        whole(answerBytes / 1024),
      ]);
      const title = `${whole(seriesCount)} series, ${whole(seededRows)} rows seeded in ${whole(seedSeconds)} s`;
      return `${title}\n${table([head, ...rows])}`;
    })
    .join("\n\n");
}
