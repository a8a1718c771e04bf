import { ParameterError } from "@/lib/contract/time.ts";
import { METRIC_DIMENSIONS, type MetricDimension } from "@/lib/domain/metrics.ts";
import { parsePattern } from "./metric-pattern.ts";

/** What a series can be filtered and grouped by. `label`: as it was asked for. */
export type MetricAttribute = {
  label: string;
  name: string;
  /** Whether it tells the sender; otherwise it is one of the metric's own attributes. */
  dimension: MetricDimension | null;
};

/** Whether a series passes, by its value of an attribute; an attribute that it does not have is empty. */
export type MetricFilter = { attribute: MetricAttribute; passes: (value: string) => boolean };

/** Values by parameter, as they were given. */
export type Given = ReadonlyMap<string, readonly string[]>;

const MOST_FILTERS = 50;
const OWN = "attr.";

const dimensionOf = (name: string): MetricDimension | null =>
  METRIC_DIMENSIONS.find((dimension) => dimension === name) ?? null;

/** The attribute that a parameter or a part of `groupBy` means: `attr.NAME` is always one of the metric's own. */
export function attributeOf(label: string): MetricAttribute {
  if (label.startsWith(OWN)) return { label, name: label.slice(OWN.length), dimension: null };
  return { label, name: label, dimension: dimensionOf(label) };
}

/** The parameter that means one of the metric's own attributes. */
export const parameterOf = (name: string, reserved: readonly string[]): string =>
  reserved.includes(name) || name.startsWith(OWN) || name.startsWith("b.") ? OWN + name : name;

/** The parameters that are no parameters of the schema, and the senders, which are filters too. */
export function givenFilters(params: Record<string, unknown>, known: readonly string[]): Given {
  const given = new Map<string, readonly string[]>();
  for (const [name, value] of Object.entries(params)) {
    if (known.includes(name) && dimensionOf(name) === null) continue;
    const values = (Array.isArray(value) ? value : [value]).filter(
      (one): one is string => typeof one === "string",
    );
    if (values.length > 0) given.set(name, values);
  }
  return given;
}

/** The filters of a question. `prefix`: what stood before their names. Throws `ParameterError`. */
export function parseFilters(given: Given, known: readonly string[], prefix = ""): MetricFilter[] {
  if (given.size > MOST_FILTERS) {
    throw new ParameterError("", `${given.size} filters are too many: ${MOST_FILTERS} at most`);
  }
  return [...given].map(([name, values]) => {
    const meant = known.find((one) => one !== name && one.toLowerCase() === name.toLowerCase());
    if (meant !== undefined) {
      const hint = `did you mean "${prefix}${meant}"? The attribute is ${prefix}${OWN}${name}`;
      throw new ParameterError(prefix + name, `There is no parameter "${prefix}${name}": ${hint}`);
    }
    return parseFilter(name, values, prefix);
  });
}

/** `NAME`, or with `!`, `~` or `!~` at its end: what stood before the equals sign. */
const OPERATOR = /^(.+?)(!~|!|~)?$/s;

function parseFilter(parameter: string, values: readonly string[], prefix: string): MetricFilter {
  const [, label = parameter, operator = ""] = OPERATOR.exec(parameter) ?? [];
  const attribute = attributeOf(label);
  const isAny = operator.includes("~") ? anyPattern(prefix + label, values) : among(values);
  return {
    attribute,
    passes: operator.startsWith("!") ? (value) => !isAny(value) : isAny,
  };
}

function among(values: readonly string[]): (value: string) => boolean {
  const wanted = new Set(values);
  return (value) => wanted.has(value);
}

function anyPattern(field: string, patterns: readonly string[]): (value: string) => boolean {
  const tests = patterns.map((pattern) => {
    const test = pattern.length <= 500 ? parsePattern(pattern) : null;
    if (test) return test;
    const hint = "use text, . and .* and |, a backslash before other signs";
    throw new ParameterError(
      field,
      `The pattern ${JSON.stringify(pattern)} is not understood: ${hint}`,
    );
  });
  return (value) => tests.some((test) => test(value));
}
