import { type Severity, severityNumbersOf } from "./logs.ts";

/** What one word of a search asks of a record; a record must fulfil all of them. */
export type LogTerm =
  /** The body contains the text, in either case. */
  | { kind: "text"; text: string }
  /** A field has the value, or the body contains `name=value` literally; `equal` false: neither. */
  | { kind: "field"; name: string; value: string; equal: boolean }
  /** A field is a number that compares so. */
  | { kind: "compare"; name: string; operator: Comparison; value: number }
  | { kind: "severity"; numbers: readonly number[] }
  /** 32 lower-case hex digits. `only` false: pasted alone, so a body that contains them is meant too. */
  | { kind: "trace"; traceId: string; only: boolean }
  /** 16 lower-case hex digits. */
  | { kind: "span"; spanId: string };

export type Comparison = ">" | ">=" | "<" | "<=";

/** A search that cannot be read; `message` says what, where (characters count from 1), and the way out. */
export class LogSearchError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "LogSearchError";
  }
}

/** Words that a search may have: each costs a look at every record. */
const MOST_TERMS = 20;

/** From the least to the worst, as `severity>=warn` compares them. */
const ORDER = ["unspecified", "trace", "debug", "info", "warn", "error", "fatal"] as const;

const NAMED = /^([A-Za-z_@][\w.\-/@]*?)(!=|>=|<=|=|>|<)(.*)$/s;

/**
 * The terms of a search: plain words and "quoted phrases" are substrings of the body; `name=value`, `name!=value` and
 * `name>3` ask fields of attributes, structured bodies (`a.b=value`) and the resource; `severity>=warn`, `trace=ID`,
 * `span=ID`. Throws `LogSearchError`.
 */
export function parseLogSearch(text: string): LogTerm[] {
  const words = splitWords(text);
  if (words.length > MOST_TERMS) {
    throw new LogSearchError(
      `a search has at most ${MOST_TERMS} words: quote those that belong together`,
    );
  }
  return words.map(toTerm);
}

/** `head`: what stands before a quote; `phrase`: what was quoted, null without quotes. `at` counts from 1. */
type Word = { head: string; phrase: string | null; at: number };

function splitWords(text: string): Word[] {
  const words: Word[] = [];
  let i = 0;
  while (i < text.length) {
    if (/\s/.test(text.charAt(i))) {
      i += 1;
      continue;
    }
    const { word, end } = readWord(text, i);
    words.push(word);
    i = end;
  }
  return words;
}

/** A quote opens a phrase at the beginning of a word or right after an operator; elsewhere it is a sign like others. */
function readWord(text: string, start: number): { word: Word; end: number } {
  let head = "";
  for (let i = start; i < text.length && !/\s/.test(text.charAt(i)); i++) {
    if (text.charAt(i) === '"' && (head === "" || NAMED.exec(head)?.[3] === "")) {
      const { value, end } = readPhrase(text, i);
      return { word: { head, phrase: value, at: start + 1 }, end };
    }
    head += text.charAt(i);
  }
  return { word: { head, phrase: null, at: start + 1 }, end: start + head.length };
}

/** The phrase that begins with the quote at `start`; `\"` and `\\` stand for themselves. */
function readPhrase(text: string, start: number): { value: string; end: number } {
  let value = "";
  for (let i = start + 1; i < text.length; i++) {
    const char = text.charAt(i);
    if (char === '"') return { value, end: i + 1 };
    const escaped = char === "\\" ? text.charAt(i + 1) : "";
    if (escaped === '"' || escaped === "\\") {
      value += escaped;
      i += 1;
    } else value += char;
  }
  throw new LogSearchError(
    `the quote at character ${start + 1} is not closed: close it, or write \\" in quotes for the sign itself`,
  );
}

function toTerm(word: Word): LogTerm {
  const [, name, operator, rest = ""] = NAMED.exec(word.head) ?? [];
  if (name === undefined || operator === undefined) return plainTerm(word);
  const value = rest + (word.phrase ?? "");
  // A name with nothing behind it is still being typed, or a text that ends so.
  if (value === "" && word.phrase === null) return plainTerm(word);
  if (name === "severity") {
    return { kind: "severity", numbers: severities(operator, value, word.at) };
  }
  if (name === "trace" || name === "span") {
    if (operator === "=") return idTerm(name, value, word.at);
    throw new LogSearchError(`${name} at character ${word.at} takes only "="`);
  }
  if (operator === "=" || operator === "!=") {
    return { kind: "field", name, value, equal: operator === "=" };
  }
  const number = Number(value);
  // An arrow in a text is no comparison.
  if (value.trim() === "" || !Number.isFinite(number) || !isComparison(operator)) {
    return plainTerm(word);
  }
  return { kind: "compare", name, operator, value: number };
}

/** A trace id alone is meant as one. */
function plainTerm({ head, phrase }: Word): LogTerm {
  const text = head + (phrase ?? "");
  return phrase === null && /^[0-9a-fA-F]{32}$/.test(text)
    ? { kind: "trace", traceId: text.toLowerCase(), only: false }
    : { kind: "text", text };
}

const isComparison = (operator: string): operator is Comparison =>
  operator === ">" || operator === ">=" || operator === "<" || operator === "<=";

function idTerm(name: "trace" | "span", value: string, at: number): LogTerm {
  const digits = name === "trace" ? 32 : 16;
  if (value.length !== digits || !/^[0-9a-fA-F]+$/.test(value)) {
    throw new LogSearchError(`${name}= at character ${at} takes ${digits} hex digits`);
  }
  const id = value.toLowerCase();
  return name === "trace"
    ? { kind: "trace", traceId: id, only: true }
    : { kind: "span", spanId: id };
}

function severities(operator: string, value: string, at: number): number[] {
  const rank = ORDER.map(String).indexOf(value.toLowerCase());
  if (rank === -1) {
    throw new LogSearchError(`severity at character ${at} takes one of ${ORDER.join(", ")}`);
  }
  return ORDER.filter(
    (severity, other) => holds(operator, other - rank) && isMeant(severity, operator),
  ).flatMap(severityNumbersOf);
}

/** What says nothing of its severity is neither above nor below another. */
const isMeant = (severity: Severity, operator: string): boolean =>
  severity !== "unspecified" || operator === "=" || operator === "!=";

function holds(operator: string, difference: number): boolean {
  switch (operator) {
    case "=":
      return difference === 0;
    case "!=":
      return difference !== 0;
    case ">":
      return difference > 0;
    case ">=":
      return difference >= 0;
    case "<":
      return difference < 0;
    default:
      return difference <= 0;
  }
}
