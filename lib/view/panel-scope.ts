import type { BoardVariable } from "@/lib/domain/boards.ts";
import type { ChartSpec } from "@/lib/domain/chart-spec.ts";

/** What a board's reader chose in the address; null: nothing. A namespace belongs to its service. */
export type Chosen = {
  service: string | null;
  namespace: string | null;
  environment: string | null;
};

type Filters = Readonly<Record<string, string[] | undefined>>;

/**
 * The chart narrowed to what the reader chose: a dimension that is one of the board's variables and that the chart does
 * not fix takes the choice, and a filter's value `$service` or `$environment` stands for it. What was not chosen does
 * not narrow.
 */
export function narrowChart(
  chart: ChartSpec,
  { variables, chosen }: { variables: readonly BoardVariable[]; chosen: Chosen },
): ChartSpec {
  const narrow = <F extends Filters>(filters: F): F => narrowFilters(filters, variables, chosen);
  switch (chart.kind) {
    case "requests":
    case "requestHeatmap":
    case "logs":
    case "concern":
      return { ...chart, filters: narrow(chart.filters) };
    case "metrics": {
      const queries = chart.queries.map((query) => ({ ...query, filters: narrow(query.filters) }));
      return { ...chart, queries };
    }
    // A bill's services are not those that answer requests.
    case "costs":
    case "text":
      return chart;
  }
}

function narrowFilters<F extends Filters>(
  filters: F,
  variables: readonly BoardVariable[],
  chosen: Chosen,
): F {
  const narrowed: Record<string, string[] | undefined> = {};
  for (const [name, values = []] of Object.entries(filters)) {
    const resolved = values.flatMap((value) => resolve(value, chosen) ?? []);
    if (resolved.length > 0) narrowed[name] = resolved;
  }
  const inherit = (name: keyof Chosen) => {
    const choice = chosen[name];
    if (choice !== null && (filters[name] ?? []).length === 0) narrowed[name] = [choice];
  };
  if (variables.includes("service") && (filters.service ?? []).length === 0) {
    inherit("service");
    if (chosen.service !== null) inherit("namespace");
  }
  if (variables.includes("environment")) inherit("environment");
  return { ...filters, ...emptied(filters), ...narrowed };
}

/** Every filter without values, so that one whose variable was not chosen no longer narrows. */
const emptied = (filters: Filters): Record<string, string[]> =>
  Object.fromEntries(Object.keys(filters).map((name) => [name, []]));

/** The value itself, or what its variable stands for; null: nothing was chosen. */
function resolve(value: string, chosen: Chosen): string | null {
  if (value === "$service") return chosen.service;
  if (value === "$environment") return chosen.environment;
  return value;
}
