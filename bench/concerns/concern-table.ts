import { ms, table, whole } from "../table.ts";
import type { ConcernReport } from "./measure-concerns.ts";

const AIM_MS = 200;

/** The report about concerns for people. */
export function concernTable(report: ConcernReport): string {
  const { services, series, seededRows, seedSeconds, runs } = report;
  const rows = runs.map(({ concern, range, isCompared, groups, points, ...run }) => [
    `${concern}, ${range}${isCompared ? " and before" : ""}`,
    ms(run.p50Ms),
    ms(run.p95Ms),
    (run.p50Ms ?? 0) <= AIM_MS ? "" : `> ${AIM_MS}`,
    whole(groups),
    whole(points),
    whole(run.answerBytes / 1024),
  ]);
  return [
    `${whole(services)} services, ${whole(series)} series, ${whole(seededRows)} rows seeded in ${whole(seedSeconds)} s`,
    table([["question", "p50 ms", "p95 ms", "aim", "groups", "points", "answer KiB"], ...rows]),
  ].join("\n");
}
