import { ms, table, whole } from "../table.ts";
import type { ConcernReport } from "./measure-concerns.ts";

const AIM_MS = 200;

const HEAD = [
  ...["question", "first ms", "p50 ms", "p95 ms", "Node CPU ms", "Postgres CPU ms", "aim"],
  ...["groups", "points"],
  ...["answer KiB", "full first ms", "full p50 ms", "full Node CPU ms", "full KiB"],
];

/** The report about concerns for people. */
export function concernTable(report: ConcernReport): string {
  const { services, series, seededRows, seedSeconds, runs } = report;
  const rows = runs.map(({ concern, range, isCompared, groups, points, ...run }) => [
    `${concern}, ${range}${isCompared ? " and before" : ""}`,
    ms(run.firstMs),
    ms(run.p50Ms),
    ms(run.p95Ms),
    ms(run.nodeMs),
    ms(run.postgresMs),
    (run.p50Ms ?? 0) <= AIM_MS ? "" : `> ${AIM_MS}`,
    whole(groups),
    whole(points),
    whole(run.answerBytes / 1024),
    run.full ? ms(run.full.firstMs) : "as the page",
    run.full ? ms(run.full.p50Ms) : "",
    run.full ? ms(run.full.nodeMs) : "",
    run.full ? whole(run.full.answerBytes / 1024) : "",
  ]);
  return [
    `${whole(services)} services, ${whole(series)} series, ${whole(seededRows)} rows seeded in ${whole(seedSeconds)} s`,
    table([HEAD, ...rows]),
  ].join("\n");
}
