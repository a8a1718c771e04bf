/** One log record as its row holds it. */
export type LogRecordRow = {
  serviceId: bigint;
  timeNs: bigint;
  /** Stable hash of the record and its place in the body. */
  logId: bigint;
  originId: bigint;
  /** 1 to 24; 0: unspecified. */
  severityNumber: number;
  severityText: string;
  /** JSON text of any value. */
  body: string;
  /** JSON text of an object. */
  attributes: string;
  /** 16 bytes. */
  traceId: Uint8Array | null;
  /** The eight bytes as a signed integer. */
  spanId: bigint | null;
  eventName: string;
};

/** Severities from the least to the worst; each covers four numbers, from 1 on. */
const RANGES = ["trace", "debug", "info", "warn", "error", "fatal"] as const;

export type Severity = (typeof RANGES)[number] | "unspecified";

/** The least and the worst number of OTLP's SeverityNumber. */
export const SEVERITY_NUMBERS = { least: 1, most: 24 } as const;

/** The name of a severity number: 1–4 trace … 21–24 fatal; all others are unspecified. */
export function severityOf(number: number): Severity {
  return RANGES[Math.floor((number - 1) / 4)] ?? "unspecified";
}

/** The numbers that a name covers. */
export function severityNumbersOf(severity: Severity): number[] {
  if (severity === "unspecified") return [0];
  const first = RANGES.indexOf(severity) * 4 + 1;
  return [first, first + 1, first + 2, first + 3];
}

/**
 * The level names of common loggers. "Critical" is what Python and .NET call their worst level.
 * @see OpenTelemetry logs data model, appendix B "SeverityNumber example mappings"
 */
const NUMBER_OF_WORD: Readonly<Record<string, number>> = {
  trace: 1,
  finest: 1,
  verbose: 5,
  debug: 5,
  finer: 5,
  fine: 6,
  config: 7,
  info: 9,
  information: 9,
  informational: 9,
  notice: 10,
  warn: 13,
  warning: 13,
  error: 17,
  err: 17,
  severe: 17,
  dpanic: 18,
  alert: 19,
  panic: 19,
  fatal: 21,
  critical: 21,
  crit: 21,
  emergency: 21,
  emerg: 21,
};

const NUMBERED = /^(trace|debug|info|warn|error|fatal)([2-4])$/;

/** The severity number of a level's name in any case, such as `Warning` or `ERROR2`; 0: not known. */
export function severityNumberOfText(text: string): number {
  const word = text.trim().toLowerCase();
  const [, name, step] = NUMBERED.exec(word) ?? [];
  if (name !== undefined) return (NUMBER_OF_WORD[name] ?? 0) + Number(step) - 1;
  return Object.hasOwn(NUMBER_OF_WORD, word) ? (NUMBER_OF_WORD[word] ?? 0) : 0;
}
