import { ms, table, whole } from "../table.ts";
import type { CostReport } from "./measure-costs.ts";

/** The report about a long bill for people. */
export function costTable(report: CostReport): string {
  const { mib, rows, uploadSeconds, importSeconds, rowsPerSecond, quietMib, peakMib } = report;
  const optional = (value: number | null) => (value === null ? "–" : whole(value));
  const of = (path: string) => report.quiet.find((quiet) => quiet.path === path);
  return [
    `A FOCUS bill of ${whole(mib)} MiB, ${whole(rows)} rows, equal to the last digit`,
    table([
      ["sent s", "read s", "rows/s", "RSS before MiB", "RSS peak MiB", "told steps"],
      [
        uploadSeconds.toFixed(1),
        importSeconds.toFixed(1),
        whole(rowsPerSecond),
        optional(quietMib),
        optional(peakMib),
        whole(report.progressSteps),
      ],
    ]),
    `CPU seconds: server ${optional(report.serverCpuSeconds)}, Postgres ${optional(report.postgresCpuSeconds)}`,
    table([
      ["asked meanwhile", "times", "p50 ms", "worst ms", "p50 before", "worst before"],
      ...report.during.map(({ path, count, p50Ms, worstMs }) => [
        path,
        whole(count),
        ms(p50Ms),
        ms(worstMs),
        ms(of(path)?.p50Ms ?? null),
        ms(of(path)?.worstMs ?? null),
      ]),
    ]),
  ].join("\n");
}
