import { ParameterError } from "./time.ts";

/** Longer ones before those that they begin with. */
const COMPARISONS = ["!=", ">=", "<=", "=", ">", "<"] as const;
export type Comparison = (typeof COMPARISONS)[number];

/** One condition on a span. All conditions of a search must hold for one and the same span. */
export type SpanCondition =
  /** The span's name contains the text, whatever the case. */
  | { kind: "text"; text: string }
  | { kind: "duration"; comparison: Comparison; ms: number }
  | { kind: "status"; isError: boolean }
  | { kind: "spanKind"; isEqual: boolean; value: SpanKind }
  | { kind: "name" | "service"; isEqual: boolean; value: string }
  /** An attribute of the span, of one of its events, or of its resource; an absent one satisfies nothing. */
  | { kind: "attribute"; name: string; comparison: Comparison; value: string }
  | { kind: "present"; name: string };

/** In the order of OTLP's numbers. */
export const SPAN_KINDS = [
  "unspecified",
  "internal",
  "server",
  "client",
  "producer",
  "consumer",
] as const;
export type SpanKind = (typeof SPAN_KINDS)[number];

const FIELDS = ["duration", "status", "kind", "name", "service"] as const;
type Field = (typeof FIELDS)[number];
const isField = (name: string): name is Field => FIELDS.some((field) => field === name);

const LONGEST = 2_000;
const MOST_CONDITIONS = 10;
const UNITS: Readonly<Record<string, number>> = {
  us: 0.001,
  µs: 0.001,
  ms: 1,
  s: 1_000,
  m: 60_000,
};

type Word = { text: string; quoted: boolean; at: number };

/**
 * The conditions of a search such as `http.response.status_code>=500 duration>1s "users"`. An attribute named like a
 * field is written in quotes. Throws `ParameterError` that names the character where it went wrong.
 */
export function parseTraceSearch(search: string): SpanCondition[] {
  if (search.length > LONGEST) fail(LONGEST, `the search is longer than ${LONGEST} characters`);
  const reader = new SearchReader(search);
  const conditions: SpanCondition[] = [];
  for (let word = reader.word(); word !== null; word = reader.word()) {
    if (conditions.length === MOST_CONDITIONS) {
      fail(word.at, `a search has at most ${MOST_CONDITIONS} conditions`);
    }
    const comparison = reader.comparison();
    if (comparison === null) conditions.push({ kind: "text", text: word.text });
    else conditions.push(conditionOf(word, comparison, reader.value(word.text, comparison)));
  }
  return conditions;
}

/** A condition as the search writes it, quoted where it must be. */
export const searchTerm = (name: string, value: string): string =>
  `${isField(name) ? quote(name) : quoteIfNeeded(name)}=${value === "*" ? quote(value) : quoteIfNeeded(value)}`;

/** The condition that a span has exactly this name. */
export const nameIs = (name: string): string => `name=${quote(name)}`;

const quote = (text: string): string => `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
const quoteIfNeeded = (text: string): string =>
  text === "" || /[\s"=!<>\\]/.test(text) ? quote(text) : text;

function conditionOf(name: Word, comparison: Comparison, value: Word): SpanCondition {
  if (name.text === "") fail(name.at, "a name is missing before the comparison");
  if (!name.quoted && isField(name.text)) return fieldCondition(name.text, comparison, value);
  if (value.text === "*" && !value.quoted && comparison === "=") {
    return { kind: "present", name: name.text };
  }
  if (comparison !== "=" && comparison !== "!=" && numberOf(value.text) === null) {
    fail(value.at, `${comparison} compares numbers, and "${value.text}" is none`);
  }
  return { kind: "attribute", name: name.text, comparison, value: value.text };
}

function fieldCondition(field: Field, comparison: Comparison, value: Word): SpanCondition {
  if (field === "duration") {
    return { kind: "duration", comparison, ms: durationOf(value) };
  }
  if (comparison !== "=" && comparison !== "!=") {
    fail(value.at, `${field} is compared with = or !=, not with ${comparison}`);
  }
  const isEqual = comparison === "=";
  switch (field) {
    case "status":
      if (value.text !== "error" && value.text !== "ok") fail(value.at, "status is error or ok");
      return { kind: "status", isError: (value.text === "error") === isEqual };
    case "kind": {
      const kind = SPAN_KINDS.find((known) => known === value.text.toLowerCase());
      if (kind === undefined) fail(value.at, `kind is one of ${SPAN_KINDS.join(", ")}`);
      return { kind: "spanKind", isEqual, value: kind };
    }
    default:
      return { kind: field, isEqual, value: value.text };
  }
}

function durationOf({ text, at }: Word): number {
  const [, digits = "", unit = "ms"] = /^(\d+(?:\.\d+)?)\s*([a-zµ]+)?$/.exec(text) ?? [];
  const factor = UNITS[unit];
  if (digits === "" || factor === undefined) {
    fail(at, `"${text}" is not a duration: use 250ms, 1.5s or 800us`);
  }
  return Number(digits) * factor;
}

/** The number that a text writes; null: none. */
export function numberOf(text: string): number | null {
  const number = text.trim() === "" ? Number.NaN : Number(text);
  return Number.isFinite(number) ? number : null;
}

function fail(at: number, message: string): never {
  throw new ParameterError("search", `search, character ${at + 1}: ${message}`);
}

/** Words, comparisons and values of a search, one after the other. */
class SearchReader {
  private at = 0;

  constructor(private readonly text: string) {}

  /** The next word; null: the end. An empty one stands before a comparison without a name. */
  word(): Word | null {
    while (/\s/.test(this.text[this.at] ?? "")) this.at++;
    if (this.at >= this.text.length) return null;
    return this.text[this.at] === '"' ? this.quotedWord() : this.bareWord(/[\s"=<>]|!=/g);
  }

  comparison(): Comparison | null {
    const found = COMPARISONS.find((known) => this.text.startsWith(known, this.at));
    if (found === undefined) return null;
    this.at += found.length;
    return found;
  }

  value(name: string, comparison: Comparison): Word {
    const next = this.text[this.at];
    if (next === undefined || /\s/.test(next)) {
      fail(this.at, `a value is missing after ${name}${comparison}; an empty one is ""`);
    }
    return next === '"' ? this.quotedWord() : this.bareWord(/[\s"]/g);
  }

  private bareWord(stop: RegExp): Word {
    const { at } = this;
    stop.lastIndex = at;
    this.at = stop.exec(this.text)?.index ?? this.text.length;
    return { text: this.text.slice(at, this.at), quoted: false, at };
  }

  private quotedWord(): Word {
    const start = this.at++;
    let text = "";
    for (;;) {
      const next = this.text[this.at++];
      if (next === undefined) fail(start, "a quotation mark is not closed");
      if (next === '"') return { text, quoted: true, at: start };
      text += next === "\\" ? (this.text[this.at++] ?? "") : next;
    }
  }
}
