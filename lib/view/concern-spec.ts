import type { ConcernChart } from "@/lib/domain/chart-spec.ts";
import { type ChartedConcern, concernChart } from "@/lib/domain/concern-charts.ts";

/** What the bar narrows to; null: everything. */
type Scope = { service: string | null; namespace: string | null; environment: string | null };

/** The chart of a concern's page as it can be pinned, narrowed as the page is; null: it is not for boards. */
export function concernSpec(
  concern: ChartedConcern,
  chart: string,
  { service, namespace, environment }: Scope,
): ConcernChart | null {
  if (concernChart(concern, chart) === null) return null;
  const given = Object.entries({ service, namespace, environment }).filter(
    (entry): entry is [string, string] => entry[1] !== null,
  );
  const filters = Object.fromEntries(given.map(([name, value]) => [name, [value]]));
  return { kind: "concern", concern, chart, filters };
}
