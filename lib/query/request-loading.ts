import type { Range } from "@/lib/contract/time.ts";
import type { RequestGrouping } from "@/lib/domain/requests.ts";
import { primaryReadPool, readPool } from "@/lib/platform/db.ts";
import { env } from "@/lib/platform/env.ts";
import { readRequestRows } from "@/lib/store/request-reads.ts";
import { loadReportedHours, loadSourceChoices } from "@/lib/store/source-choices.ts";
import { finestWidth, planRange, type RangePlan } from "./range-plan.ts";
import { buildMatrix, type RequestMatrix } from "./request-matrix.ts";
import { type RequestFilters, type Selection, selectSeries } from "./request-selection.ts";
import { SeriesCatalog } from "./series-catalog.ts";
import { SourceIntervals } from "./source-intervals.ts";

/** Ten-second rows are kept for three hours; a little less can be relied on while retention works. */
const FINEST_MS = 3 * 3_600_000;

// Next bundles this module more than once in a process; the catalog must exist once.
declare global {
  var headroomSeriesCatalog: SeriesCatalog | undefined;
}

/** The catalog of this process. */
export function seriesCatalog(): SeriesCatalog {
  globalThis.headroomSeriesCatalog ??= new SeriesCatalog(primaryReadPool());
  return globalThis.headroomSeriesCatalog;
}

/** The plan of a range; `oldestMs` is the oldest time that must be answerable at the same step. */
export function planFor(
  range: Range,
  step: number | undefined,
  nowMs: number,
  oldestMs: number,
): RangePlan {
  const ages = { finestMs: FINEST_MS, minutesMs: env().retention.minutesMs };
  const plan = planRange(range, step, { nowMs, ages });
  if (oldestMs === range.fromMs) return plan;
  const older = planRange({ fromMs: oldestMs, toMs: range.fromMs }, plan.stepSeconds, {
    nowMs,
    ages,
  });
  return older.stepSeconds === plan.stepSeconds
    ? plan
    : planRange(range, older.stepSeconds, { nowMs, ages });
}

/** The width of the finest rows that still tell of a time, in seconds. */
export const finestRowSeconds = (atMs: number, nowMs: number): number =>
  finestWidth(atMs, { nowMs, ages: { finestMs: FINEST_MS, minutesMs: env().retention.minutesMs } });

/** Reads what a question needs and sorts it into groups and points. */
export async function loadMatrix(
  filters: RequestFilters,
  groupBy: readonly RequestGrouping[],
  plan: RangePlan,
  nowMs: number,
): Promise<{ matrix: RequestMatrix; selection: Selection }> {
  const catalog = seriesCatalog();
  await catalog.refresh(nowMs);
  const selection = selectSeries(catalog, filters, groupBy);
  const pool = readPool();
  const [rows, sources] = await Promise.all([
    readRequestRows(pool, { ...plan, ...selection }),
    loadSources(catalog, plan),
  ]);
  return { matrix: buildMatrix(rows, plan, { selection, sources }), selection };
}

/** Which source counts which service when. It must not depend on the question: filters would count twice else. */
async function loadSources(
  catalog: SeriesCatalog,
  plan: Pick<RangePlan, "from" | "to">,
): Promise<SourceIntervals> {
  const pool = readPool();
  const range = { fromSeconds: plan.from, toSeconds: plan.to };
  const twice = catalog.reportedTwice();
  if (twice.tierIds.length === 0) return new SourceIntervals([]);
  const sources = new SourceIntervals(await loadSourceChoices(pool, range));
  const tierOf = (id: bigint) => catalog.tierOf(id);
  for (const { tierId, hour } of await loadReportedHours(pool, { ...range, ...twice, tierOf })) {
    const tier = catalog.identityOf(tierId);
    if (tier && tier.source !== "none") sources.note(tier.keyText, hour, tier.source);
  }
  return sources;
}
