import { someField } from "./log-fields.ts";
import type { Comparison, LogTerm } from "./log-search.ts";

/** A record as a search looks at it. */
export type SearchedLog = {
  body: unknown;
  /** The body as one text: itself, or its JSON. */
  bodyText: string;
  attributes: Record<string, unknown>;
  severityNumber: number;
  traceId: string | null;
  spanId: string | null;
  /** What stands beside attributes: service, environment, instance, version, event, and the resource's attributes. */
  origin: Record<string, unknown>;
};

/** Whether a record fulfils every term. */
export const matchesLog = (log: SearchedLog, terms: readonly LogTerm[]): boolean =>
  terms.every((term) => matchesTerm(log, term));

function matchesTerm(log: SearchedLog, term: LogTerm): boolean {
  switch (term.kind) {
    case "text":
      return contains(log.bodyText, term.text);
    case "field":
      return hasField(log, term) === term.equal;
    case "compare":
      return someFieldOf(log, (name, text) => name === term.name && compares(text, term));
    case "severity":
      return term.numbers.includes(log.severityNumber);
    case "trace":
      return log.traceId === term.traceId || (!term.only && contains(log.bodyText, term.traceId));
    case "span":
      return log.spanId === term.spanId;
  }
}

const contains = (text: string, part: string): boolean =>
  text.toLowerCase().includes(part.toLowerCase());

/** A line such as `user=7 took=3` says its fields in its text. */
function hasField(log: SearchedLog, { name, value }: { name: string; value: string }): boolean {
  return (
    someFieldOf(log, (other, text) => other === name && text === value) ||
    contains(log.bodyText, `${name}=${value}`)
  );
}

const someFieldOf = (log: SearchedLog, see: (name: string, text: string) => boolean): boolean =>
  someField(log.attributes, see) || someField(log.body, see) || someField(log.origin, see);

function compares(text: string, term: { operator: Comparison; value: number }): boolean {
  const number = text.trim() === "" ? Number.NaN : Number(text);
  switch (term.operator) {
    case ">":
      return number > term.value;
    case ">=":
      return number >= term.value;
    case "<":
      return number < term.value;
    case "<=":
      return number <= term.value;
  }
}
