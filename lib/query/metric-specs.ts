import { z } from "zod";
import { type Formula, FormulaError, parseFormula, usesB } from "@/lib/aggregate/formula.ts";
import { type MetricQueryParams, metricQueryParams } from "@/lib/contract/metrics.ts";
import { ParameterError } from "@/lib/contract/time.ts";
import { METRIC_DIMENSIONS } from "@/lib/domain/metrics.ts";
import { type Given, givenFilters, parseFilters } from "./metric-filters.ts";
import type { MetricSpec } from "./metric-selection.ts";

const KNOWN = Object.keys(metricQueryParams.shape);

/** What the second query takes, beside filters. */
const { name, agg, groupBy, metricUnit, metricKind } = metricQueryParams.shape;
const secondParams = z.object({ name, agg, groupBy, metricUnit, metricKind });
const KNOWN_OF_B = [...Object.keys(secondParams.shape), ...METRIC_DIMENSIONS];

/** What a question asks: one query, or two and how they are joined. */
export type Asked = {
  a: MetricSpec;
  b: MetricSpec | null;
  formula: Formula | null;
};

/** Reads a question's queries and formula. Throws `ParameterError`. */
export function parseAsked(params: MetricQueryParams): Asked {
  const given = givenFilters(params, KNOWN);
  const own = new Map([...given].filter(([parameter]) => !parameter.startsWith("b.")));
  const a: MetricSpec = {
    prefix: "",
    name: params.name,
    agg: params.agg,
    groupBy: params.groupBy,
    filters: parseFilters(own, KNOWN),
    metricUnit: params.metricUnit,
    metricKind: params.metricKind,
  };
  const b = parseSecond(given, a);
  const formula = params.formula === undefined ? null : parse(params.formula);
  if (b !== null && formula === null) {
    throw new ParameterError("formula", "A second query needs a formula, such as formula=a/b");
  }
  if (b === null && formula !== null && usesB(formula)) {
    throw new ParameterError("b.name", "The formula uses b: give its metric as b.name");
  }
  return { a, b, formula };
}

function parse(text: string): Formula {
  try {
    return parseFormula(text);
  } catch (error) {
    if (error instanceof FormulaError)
      throw new ParameterError("formula", `formula: ${error.message}`);
    throw error;
  }
}

function parseSecond(given: Given, a: MetricSpec): MetricSpec | null {
  const own = new Map(
    [...given].flatMap(([parameter, values]) =>
      parameter.startsWith("b.") ? [[parameter.slice(2), values] as const] : [],
    ),
  );
  if (own.size === 0) return null;
  const single = Object.fromEntries(
    Object.keys(secondParams.shape).flatMap((parameter) => {
      const values = own.get(parameter);
      own.delete(parameter);
      return values === undefined ? [] : [[parameter, values.length === 1 ? values[0] : values]];
    }),
  );
  const parsed = secondParams.safeParse(single);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const field = `b.${String(issue?.path[0] ?? "name")}`;
    throw new ParameterError(field, `${field}: ${issue?.message ?? "not valid"}`);
  }
  const { data } = parsed;
  const labels = "groupBy" in single ? data.groupBy : a.groupBy;
  if (!labels.every((label) => a.groupBy.includes(label))) {
    const hint = "group it by what the first query is grouped by, or by less";
    throw new ParameterError("b.groupBy", `b.groupBy must be part of groupBy: ${hint}`);
  }
  return {
    prefix: "b.",
    name: data.name,
    agg: data.agg,
    groupBy: labels,
    filters: parseFilters(own, KNOWN_OF_B, "b."),
    metricUnit: data.metricUnit,
    metricKind: data.metricKind,
  };
}
