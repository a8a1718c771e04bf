import type { ChartSpec } from "@/lib/domain/chart-spec.ts";
import type { ChartedConcern } from "@/lib/domain/concern-charts.ts";
import { SWITCHABLE_CHARGES } from "./costs.ts";
import { metricAddress } from "./metric-address.ts";

/** Where a chart's question can be looked at: a page, its parameters, and what the bar's place in it is. */
export type ChartAddress = {
  path: "/requests" | "/logs" | "/metrics" | "/costs" | `/${ChartedConcern}`;
  service: string | null;
  namespace: string | null;
  environment: string | null;
  params: Readonly<Record<string, string>>;
  /** Parameters that are repeated for each of their values. */
  lists?: Readonly<Record<string, readonly string[]>>;
};

const first = (values: readonly string[] | undefined): string | null => values?.[0] ?? null;

const present = (values: Record<string, string | null>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
  );

/** Charges that are not counted, as the page of costs names them; null: all are. */
function leftOut(kept: readonly string[]): string | null {
  const without = SWITCHABLE_CHARGES.filter((charge) => !kept.includes(charge));
  return kept.length === 0 || without.length === 0 ? null : without.join(",");
}

/**
 * The page that asks what a chart shows. Most pages take one value a filter, so the first of several is taken. Null:
 * the chart asks nothing (a text).
 */
export function chartAddress(spec: ChartSpec): ChartAddress | null {
  switch (spec.kind) {
    case "requests":
    case "requestHeatmap": {
      const { service, namespace, environment, ...rest } = spec.filters;
      return {
        path: "/requests",
        service: first(service),
        namespace: first(namespace),
        environment: first(environment),
        params: present({
          route: first(rest.route),
          method: first(rest.method),
          status: first(rest.status),
          instance: first(rest.instance),
          version: first(rest.version),
        }),
      };
    }
    case "logs": {
      const { service, namespace, environment, severity } = spec.filters;
      return {
        path: "/logs",
        service: first(service),
        namespace: first(namespace),
        environment: first(environment),
        params: present({ severity: first(severity), search: spec.search }),
      };
    }
    case "concern": {
      const { service, namespace, environment } = spec.filters;
      return {
        path: `/${spec.concern}`,
        service: first(service),
        namespace: first(namespace),
        environment: first(environment),
        params: {},
      };
    }
    case "metrics":
      return metricAddress(spec);
    case "costs":
      return {
        ...{ path: "/costs", service: null, namespace: null, environment: null },
        params: present({
          by: spec.by,
          span: spec.granularity === "month" ? "year" : null,
          ...{ currency: spec.currency, metric: spec.metric },
          without: leftOut(spec.chargeCategory),
        }),
      };
    default:
      return null;
  }
}
