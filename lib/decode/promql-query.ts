import type { MetricQuery } from "@/lib/domain/chart-spec.ts";
import type { MetricAgg } from "@/lib/domain/metrics.ts";
import type { HistogramPart, PrometheusNames, ResolvedMetric } from "./prometheus-names.ts";
import { readMatchers } from "./promql-matchers.ts";
import { type PromExpr, parsePromql } from "./promql-tree.ts";

/** What a PromQL query asks, in a chart's words; or why a chart cannot ask it. */
export type MappedPromql =
  | {
      kind: "mapped";
      /** One, or the two of the formula. */
      queries: MetricQuery[];
      formula: string | null;
      topK: number | null;
      /** What is drawn differently, in words. */
      notes: string[];
      /** The metrics that it names. */
      metrics: ResolvedMetric[];
    }
  | { kind: "unmapped"; reason: string };

/** Ends the mapping of one query with the reason why. */
class Unmapped extends Error {}

const fail = (reason: string): never => {
  throw new Unmapped(reason);
};

type Selector = Extract<PromExpr, { kind: "selector" }>;
type Aggregate = Extract<PromExpr, { kind: "aggregate" }>;
type Call = Extract<PromExpr, { kind: "call" }>;
type Binary = Extract<PromExpr, { kind: "binary" }>;

/** Maps one query. `legendLabels`: labels that its legend names; they group what the query leaves apart. */
export function mapPromql(
  text: string,
  { names, legendLabels }: { names: PrometheusNames; legendLabels: readonly string[] },
): MappedPromql {
  try {
    return new PromqlMapper(names, legendLabels).map(parsePromql(text));
  } catch (error) {
    if (error instanceof Unmapped) return { kind: "unmapped", reason: error.message };
    throw error;
  }
}

/** Part of a formula as an operand: brackets around what has operators of its own. */
const bracketed = (formula: string): string => (formula.includes(" ") ? `(${formula})` : formula);

/** A query as it goes into a formula. */
type Leaf = { query: MetricQuery; part: HistogramPart | null };

const QUANTILES: Readonly<Record<string, MetricAgg>> = {
  "0.5": "p50",
  "0.75": "p75",
  "0.9": "p90",
  "0.95": "p95",
  "0.99": "p99",
};
const RATES: Readonly<Record<string, MetricAgg>> = {
  rate: "rate",
  irate: "rate",
  increase: "increase",
};
const OVER_SERIES: Readonly<Record<string, MetricAgg>> = {
  sum: "sum",
  avg: "avg",
  min: "min",
  max: "max",
};

class PromqlMapper {
  private readonly leaves: Leaf[] = [];
  private readonly metrics: ResolvedMetric[] = [];
  private readonly notes = new Set<string>();

  constructor(
    private readonly names: PrometheusNames,
    private readonly legendLabels: readonly string[],
  ) {}

  map(expr: PromExpr): MappedPromql {
    const { inner, topK } = this.unwrapTop(expr);
    const formula = this.formulaOf(inner);
    if (this.leaves.length === 0) return { kind: "unmapped", reason: "it asks for no metric" };
    return {
      kind: "mapped",
      queries: this.leaves.map(({ query }) => query),
      formula: formula === "a" ? null : formula,
      topK,
      notes: [...this.notes],
      metrics: this.metrics,
    };
  }

  private unwrapTop(expr: PromExpr): { inner: PromExpr; topK: number | null } {
    if (expr.kind !== "aggregate" || expr.op !== "topk") return { inner: expr, topK: null };
    const [count, inner] = expr.args;
    if (count?.kind !== "number" || !inner || expr.by !== null || expr.without) {
      return fail("its topk is not of all groups");
    }
    if (!Number.isInteger(count.value) || count.value < 1 || count.value > 50) {
      return fail("its topk is not a number from 1 to 50");
    }
    return { inner, topK: count.value };
  }

  /** The expression over a and b. */
  private formulaOf(expr: PromExpr): string {
    switch (expr.kind) {
      case "number":
        return String(expr.value);
      case "negative":
        return `-${bracketed(this.formulaOf(expr.inner))}`;
      case "binary":
        return this.binaryOf(expr);
      default:
        return this.letterOf(this.leafOf(expr));
    }
  }

  private binaryOf(expr: Binary): string {
    const mean = this.meanOf(expr);
    if (mean) return this.letterOf(mean);
    const before = this.leaves.length;
    const left = this.formulaOf(expr.left);
    const right = this.formulaOf(expr.right);
    if (expr.on !== null && before < this.leaves.length) this.requireGrouping(expr.on);
    return `${bracketed(left)} ${expr.op} ${bracketed(right)}`;
  }

  private requireGrouping(labels: readonly string[]): void {
    const same = this.leaves.every(({ query }) => query.groupBy.length === labels.length);
    if (!same) fail("it joins by other labels than it groups by (on)");
  }

  /** `rate(x_sum) / rate(x_count)` is the mean of the histogram x; null: it is something else. */
  private meanOf({ op, left, right }: Binary): Leaf | null {
    if (op !== "/") return null;
    const [sum, count] = [this.rateOf(left), this.rateOf(right)];
    if (!sum || !count) return null;
    const over = this.names.resolve(sum.selector.name);
    const under = this.names.resolve(count.selector.name);
    if (over.part !== "sum" || under.part !== "count") return null;
    if (sum.selector.name.slice(0, -4) !== count.selector.name.slice(0, -6)) return null;
    const resolved = { ...over, name: over.known ? over.name : over.name.replace(/_sum$/, "") };
    return this.leafFrom({ selector: sum.selector, resolved, agg: "mean", by: sum.by });
  }

  /** The selector and grouping of `rate(x)` or `sum by (…) (rate(x))`; null: it is neither. */
  private rateOf(expr: PromExpr): { selector: Selector; by: string[] | null } | null {
    if (expr.kind === "aggregate") {
      const [inner] = expr.args;
      if (expr.op !== "sum" || expr.without || !inner || inner.kind === "aggregate") return null;
      const found = this.rateOf(inner);
      return found && { ...found, by: expr.by ?? [] };
    }
    const [arg] = expr.kind === "call" && RATES[expr.name] ? expr.args : [];
    return arg?.kind === "selector" ? { selector: arg, by: null } : null;
  }

  private leafOf(expr: PromExpr): Leaf {
    switch (expr.kind) {
      case "selector":
        return this.stateOf(expr, { agg: null, by: null });
      case "call":
        return expr.name === "histogram_quantile"
          ? this.quantileOf(expr)
          : this.rateLeaf(expr, null);
      case "aggregate":
        return this.aggregateOf(expr);
      case "other":
        return fail(expr.what);
      default:
        return fail("it nests arithmetic in a function");
    }
  }

  private aggregateOf({ op, by, without, args: [inner] }: Aggregate): Leaf {
    if (without) return fail("it groups by all labels but some (without)");
    const agg = OVER_SERIES[op];
    if (!agg) return fail(`it aggregates by ${op}`);
    const groups = by ?? [];
    if (inner?.kind === "selector") return this.stateOf(inner, { agg, by: groups });
    if (inner?.kind === "call" && RATES[inner.name]) {
      if (op !== "sum") return fail(`it takes the ${op} of rates; only their sum can be asked for`);
      return this.rateLeaf(inner, groups);
    }
    if (inner?.kind === "other") return fail(inner.what);
    return fail(`it aggregates what is not a selector or a rate`);
  }

  /** A metric's state, or the series of a counter as they come. */
  private stateOf(
    selector: Selector,
    { agg, by }: { agg: MetricAgg | null; by: string[] | null },
  ): Leaf {
    if (selector.isRange) return fail("it selects a range without a function");
    const resolved = this.names.resolve(selector.name);
    if (resolved.part !== null && (resolved.known || resolved.part === "bucket")) {
      return fail(`it reads the ${resolved.part} series of a histogram without a rate`);
    }
    if (by === null) this.notes.add(ONE_LINE);
    return this.leafFrom({ selector, resolved, agg, by });
  }

  private rateLeaf({ name, args: [inner] }: Call, by: string[] | null): Leaf {
    const agg = RATES[name];
    if (!agg) return fail(`it uses ${name}()`);
    if (inner?.kind !== "selector") {
      return fail(inner?.kind === "other" ? inner.what : `its ${name}() is not of a selector`);
    }
    if (agg === "increase") this.notes.add("increases are drawn for each step of the chart");
    if (by === null) this.notes.add(ONE_LINE);
    const resolved = this.names.resolve(inner.name);
    if (resolved.part === "count" && resolved.known) {
      return this.leafFrom({
        selector: inner,
        resolved,
        agg: agg === "rate" ? "rate" : "count",
        by,
      });
    }
    if (resolved.part === "bucket" || (resolved.part === "sum" && resolved.known)) {
      return fail(`it reads the ${resolved.part} series of a histogram by itself`);
    }
    return this.leafFrom({ selector: inner, resolved, agg, by });
  }

  private quantileOf({ args: [quantile, vector] }: Call): Leaf {
    const agg = quantile?.kind === "number" ? QUANTILES[String(quantile.value)] : undefined;
    if (!agg) return fail("its quantile is none of 0.5, 0.75, 0.9, 0.95 and 0.99");
    const rate = vector ? this.rateOf(vector) : null;
    if (!rate) return fail(vector?.kind === "other" ? vector.what : "its buckets are not rates");
    const resolved = this.names.resolve(rate.selector.name);
    if (resolved.part === "count" || resolved.part === "sum") return fail("it reads no buckets");
    const by = rate.by?.filter((label) => label !== "le") ?? null;
    if (by === null) this.notes.add(ONE_LINE);
    return this.leafFrom({ selector: rate.selector, resolved, agg, by });
  }

  private leafFrom(given: {
    selector: Selector;
    resolved: ResolvedMetric;
    agg: MetricAgg | null;
    /** Null: the query leaves its series apart. */
    by: string[] | null;
  }): Leaf {
    const { selector, resolved, agg, by } = given;
    const attributeOf = (label: string) => this.names.attributeOf(label, resolved.known);
    const read = readMatchers(selector.matchers, attributeOf);
    if (read.problem !== null) return fail(read.problem);
    for (const note of read.notes) this.notes.add(note);
    const labels = by ?? this.legendLabels;
    if (labels.length > 0) this.notes.delete(ONE_LINE);
    const groupBy = [...new Set(labels.map(attributeOf))];
    this.metrics.push(resolved);
    const query = { name: resolved.name, agg, groupBy, filters: read.filters };
    return { query, part: resolved.part };
  }

  /** The letter of a query; one that is asked twice is one. */
  private letterOf(leaf: Leaf): string {
    const text = JSON.stringify(leaf.query);
    let index = this.leaves.findIndex(({ query }) => JSON.stringify(query) === text);
    if (index < 0) index = this.leaves.push(leaf) - 1;
    return index < 2 ? (["a", "b"][index] ?? "a") : fail("it computes with more than two queries");
  }
}

const ONE_LINE = "all series are drawn as one line; group them by an attribute in the editor";
