import type { Matcher } from "./promql-tree.ts";

type Filters = Record<string, string[]>;

/** Matchers as a chart's filters, what of them fell away, or why they cannot be filters. */
type ReadMatchers =
  | { problem: null; filters: Filters; notes: string[] }
  | { problem: string; filters: Filters; notes: string[] };

/** A dashboard's variable in a value: `$name`, `${name}`, `${name:regex}`, `[[name]]`. */
const VARIABLE = /^(?:\$(\w+)|\$\{(\w+)(?::\w+)?\}|\[\[(\w+)(?::\w+)?\]\])$/;

/** A pattern that fits everything. */
const EVERYTHING = new Set([".*", ".+", "(.*)", "(.+)", ""]);

/** Label matchers as filters by attribute: `=` by its name; `!=`, `=~` and `!~` by its name and `!`, `~` or `!~`. */
export function readMatchers(
  matchers: readonly Matcher[],
  attributeOf: (label: string) => string,
): ReadMatchers {
  const filters: Filters = {};
  const notes: string[] = [];
  for (const matcher of matchers) {
    const attribute = attributeOf(matcher.label);
    const variable = variableOf(matcher.value);
    if (variable !== null) {
      const stands = boardVariableOf(variable, attribute);
      if (stands !== null && (matcher.op === "=" || matcher.op === "=~")) {
        filters[attribute] = [stands];
      } else {
        notes.push(`the variable $${variable} does not narrow it, since boards have none like it`);
      }
      continue;
    }
    if (matcher.op === "=~" && EVERYTHING.has(matcher.value)) continue;
    const read = readValue(matcher);
    if (read === null) {
      const problem = `its pattern for ${matcher.label} is more than text, .* and |`;
      return { problem, filters, notes };
    }
    const dimension = splitJob(attribute, read);
    for (const [key, values] of Object.entries(dimension)) filters[key] = values;
  }
  return { problem: null, filters, notes };
}

/** The variable that a value is; null: it is a plain value. */
export function variableOf(value: string): string | null {
  const [, bare, braced, bracketed] = VARIABLE.exec(value) ?? [];
  return bare ?? braced ?? bracketed ?? null;
}

const SERVICES = /^(?:service|service_?name|svc|app|application|job)s?$/i;
const ENVIRONMENTS = /^(?:env|environment|deployment_environment|stage)s?$/i;

/** Which of a board's variables a dashboard's variable is, by the label it filters or by its own name. */
export function boardVariableOf(
  variable: string,
  attribute = "",
): "$service" | "$environment" | null {
  if (attribute === "service" || SERVICES.test(variable)) return "$service";
  if (attribute === "environment" || ENVIRONMENTS.test(variable)) return "$environment";
  return null;
}

type Value = { suffix: "" | "!" | "~" | "!~"; values: string[] };

function readValue({ op, value }: Matcher): Value | null {
  if (op === "=") return { suffix: "", values: [value] };
  if (op === "!=") return { suffix: "!", values: [value] };
  if (/\$[\w{]|\[\[\w/.test(value)) return null;
  const plain = value
    .replace(/^\^/, "")
    .replace(/\$$/, "")
    .replace(/^\((.*)\)$/, "$1");
  const alternatives = plain.split("|").map(unescapePattern);
  if (alternatives.every((text) => text !== null)) {
    const values = alternatives.filter((text) => text !== null);
    return op === "=~" ? { suffix: "", values } : { suffix: "!", values };
  }
  const pattern = plain.replaceAll(".+", "..*");
  if (!isPattern(pattern)) return null;
  return { suffix: op === "=~" ? "~" : "!~", values: [pattern] };
}

/** Whether it is made of letters, escaped signs, any letter, runs (.*) and alternatives, as metric filters take it. */
function isPattern(text: string): boolean {
  const plain = text.replaceAll(/\\\W/g, "").replaceAll(".*", "");
  return !/[*+?^$()[\]{}\\]/.test(plain);
}

/** The text that a pattern without any special sign stands for; null: it has one. */
function unescapePattern(pattern: string): string | null {
  const text = pattern.replaceAll(/\\([.\-/+*?()|[\]{}^$\\])/g, (_, sign: string) => `\0${sign}`);
  return /(?<!\0)[.+*?()[\]{}^$\\]/.test(text) ? null : text.replaceAll("\0", "");
}

/** Prometheus's `job` is `namespace/name` where a service has a namespace. */
function splitJob(attribute: string, { suffix, values }: Value): Filters {
  const [only = ""] = values;
  if (attribute === "service" && suffix === "" && values.length === 1 && only.includes("/")) {
    const at = only.indexOf("/");
    return { namespace: [only.slice(0, at)], service: [only.slice(at + 1)] };
  }
  return { [`${attribute}${suffix}`]: values };
}
