import type { LogRecord } from "@/lib/contract/logs.ts";

type Severity = LogRecord["severity"];

/** How a severity is drawn: one of the four conditions' shapes and colours, or quiet. */
export type SeverityTone = "critical" | "warning" | "ok" | "quiet" | "unknown";

const TONES: Record<Severity, SeverityTone> = {
  fatal: "critical",
  error: "critical",
  warn: "warning",
  info: "ok",
  debug: "quiet",
  trace: "quiet",
  unspecified: "unknown",
};

/** The tone of a severity; several share one, so the word always stands beside it. */
export const severityTone = (severity: Severity): SeverityTone => TONES[severity];

/** What is written for a severity; "–" when the sender gave none. */
export const severityWord = (severity: Severity): string =>
  severity === "unspecified" ? "–" : severity;

/** Members that loggers give their message in, in the order of preference. */
const MESSAGE_KEYS = ["message", "msg", "event", "error"] as const;

/**
 * The body as one line: a text as it is, of a structure its message with the other members behind it, anything else
 * as JSON.
 */
export function bodyLine(body: unknown): string {
  if (typeof body === "string") return body.replaceAll(/\s*\n\s*/g, " ⏎ ");
  if (body === null) return "";
  if (!isStructure(body)) return JSON.stringify(body);
  const key = MESSAGE_KEYS.find((candidate) => typeof body[candidate] === "string");
  if (key === undefined) return membersLine(body);
  const { [key]: message, ...rest } = body;
  const others = membersLine(rest);
  return others === "" ? String(message) : `${String(message)}  ${others}`;
}

const isStructure = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const membersLine = (members: Record<string, unknown>): string =>
  Object.entries(members)
    .map(([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(" ");
