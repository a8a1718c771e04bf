import type { ChartSpec, MetricQuery, MetricsChart } from "@/lib/domain/chart-spec.ts";
import type { GrafanaPanel, GrafanaTarget } from "./grafana-schema.ts";
import type { PrometheusNames } from "./prometheus-names.ts";
import { type MappedPromql, mapPromql } from "./promql-query.ts";

/** What one panel became: a chart, or several where it asks what no single chart can, and what was left and why. */
export type MappedPanel = { charts: { title: string; chart: ChartSpec }[]; left: string[] };

/** One chart draws no more queries than this. */
export const MOST_QUERIES = 6;

const VISUALS: Readonly<Record<string, MetricsChart["visual"]>> = {
  timeseries: "lines",
  graph: "lines",
  stat: "figure",
  singlestat: "figure",
  gauge: "figure",
  bargauge: "figure",
  heatmap: "heatmap",
};

/** Maps one panel; a row is not one. */
export function mapPanel(panel: GrafanaPanel, names: PrometheusNames): MappedPanel {
  if (panel.type === "text") return mapText(panel);
  const visual = VISUALS[panel.type];
  if (visual === undefined) {
    const left = [`panels of the kind "${panel.type || "unknown"}" are not drawn here`];
    return { charts: [], left };
  }
  const drawn = isBars(panel) && visual === "lines" ? "bars" : visual;
  return mapTargets(panel, { names, visual: drawn });
}

function mapText({ title, options, content }: GrafanaPanel): MappedPanel {
  const words = options.content || content;
  const chart: ChartSpec = { kind: "text", text: words.slice(0, 10_000) };
  const left = options.mode === "html" ? ["its HTML is shown as plain text"] : [];
  return { charts: [{ title, chart }], left };
}

const isBars = ({ bars, fieldConfig }: GrafanaPanel): boolean =>
  bars || fieldConfig?.defaults.custom.drawStyle === "bars";

type Mapping = { names: PrometheusNames; visual: MetricsChart["visual"] };

function mapTargets(panel: GrafanaPanel, { names, visual }: Mapping): MappedPanel {
  const left: string[] = [];
  const together: MetricQuery[] = [];
  const apart: { title: string; chart: ChartSpec }[] = [];
  let topK: number | null = null;
  const shown = panel.targets.filter(({ hide }) => !hide);
  if (shown.length === 0) left.push("it has no query");
  for (const target of shown) {
    const say = (reason: string) =>
      left.push(shown.length > 1 ? `query ${target.refId || "?"}: ${reason}` : reason);
    const mapped = mapTarget(target, { panel, names, visual });
    if (mapped.kind === "unmapped") {
      say(mapped.reason);
      continue;
    }
    for (const note of [...mapped.notes, ...unknownNotes(mapped)]) say(note);
    if (mapped.formula !== null || visual === "heatmap") {
      const { queries, formula } = mapped;
      const chart: ChartSpec = { kind: "metrics", queries, formula, topK: mapped.topK, visual };
      apart.push({ title: panel.title, chart });
    } else if (together.length === MOST_QUERIES) say(`only ${MOST_QUERIES} queries are drawn`);
    else {
      together.push(...mapped.queries);
      topK = mapped.topK ?? topK;
    }
  }
  const joint: ChartSpec = { kind: "metrics", queries: together, formula: null, topK, visual };
  const charts = together.length > 0 ? [{ title: panel.title, chart: joint }, ...apart] : apart;
  return { charts, left };
}

function mapTarget(
  target: GrafanaTarget,
  { panel, names, visual }: Mapping & { panel: GrafanaPanel },
): MappedPromql {
  const source = sourceOf(target.datasource) ?? sourceOf(panel.datasource);
  if (source !== null && source !== "prometheus") {
    return { kind: "unmapped", reason: `it asks ${source}, not Prometheus` };
  }
  if (target.expr === undefined || target.expr.trim() === "") {
    return { kind: "unmapped", reason: "it has no PromQL" };
  }
  const expr = withoutIntervals(target.expr);
  const outside = /\$\{?\w+|\[\[\w+/.exec(withoutTexts(expr))?.[0];
  if (outside !== undefined) {
    return {
      kind: "unmapped",
      reason: `it has a variable (${outside}) outside of a label's value`,
    };
  }
  const legendLabels = [...target.legendFormat.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(
    ([, label = ""]) => label,
  );
  if (visual !== "heatmap") return mapPromql(expr, { names, legendLabels });
  return mapHeatmap(expr, names);
}

/** A heatmap takes the buckets themselves: the quantile of the same buckets tells which histogram they are of. */
function mapHeatmap(expr: string, names: PrometheusNames): MappedPromql {
  const mapped = mapPromql(`histogram_quantile(0.5, ${expr})`, { names, legendLabels: [] });
  if (mapped.kind === "unmapped" || mapped.formula !== null) {
    return { kind: "unmapped", reason: "it is not the rate of a histogram's buckets" };
  }
  const queries = mapped.queries.map((query) => ({ ...query, agg: null, groupBy: [] }));
  return { ...mapped, queries, notes: [] };
}

/** Type of a data source as newer dashboards name it; null: not said, or a variable. */
function sourceOf(datasource: unknown): string | null {
  if (!(datasource instanceof Object) || !("type" in datasource)) return null;
  return typeof datasource.type === "string" && datasource.type !== "" ? datasource.type : null;
}

/** Ranges that Grafana chooses become five minutes, since a chart's own step takes their place. */
const withoutIntervals = (expr: string): string =>
  expr.replace(/\[\s*(?:\$\{?\w+(?::\w+)?\}?|\[\[\w+\]\])(\s*:[^\]]*)?\s*\]/g, "[5m$1]");

/** The query without its quoted texts. */
const withoutTexts = (expr: string): string =>
  expr.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`/g, '""');

function unknownNotes(mapped: Extract<MappedPromql, { kind: "mapped" }>): string[] {
  const unknown = mapped.metrics.filter(({ known }) => known === null).map(({ name }) => name);
  return [...new Set(unknown)].map(
    (name) => `no metric like ${name} has been received yet; it is empty until one is`,
  );
}
