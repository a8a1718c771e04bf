import { ms, table, whole } from "../table.ts";
import type { AlertReport } from "./measure-alerts.ts";

const AIM_MS = 10_000;

/** The report about alerts for people. */
export function alertTable({ groups, requests, runs }: AlertReport): string {
  const rows = runs.map((run) => [
    `${whole(run.rules)} rules × ${groups} groups`,
    ms(run.p50Ms),
    ms(run.worstMs),
    run.worstMs <= AIM_MS ? "" : `> ${AIM_MS}`,
    ((run.p50Ms ?? 0) / run.rules).toFixed(2),
    whole(run.questions),
    whole(run.firing),
  ]);
  return [
    `${whole(requests)} requests seeded`,
    table([
      ["one evaluation of", "p50 ms", "worst ms", "aim", "ms a rule", "questions", "firing"],
      ...rows,
    ]),
  ].join("\n");
}
