/** What a log line may carry beside its event: plain values, or an error, whose stack is kept. */
export type LogFields = Record<
  string,
  string | number | bigint | boolean | null | undefined | Error
>;

type Level = "info" | "warn" | "error";

/** One line of `key=value` pairs (logfmt); a value with spaces, quotes or line ends is a JSON string. */
export function formatLogLine(line: {
  at: Date;
  level: Level;
  event: string;
  fields: LogFields;
}): string {
  const parts = [
    `time=${line.at.toISOString()}`,
    `level=${line.level}`,
    `event=${quote(line.event)}`,
  ];
  for (const [key, value] of Object.entries(line.fields)) {
    if (value === undefined) continue;
    const text = value instanceof Error ? (value.stack ?? value.message) : String(value);
    parts.push(`${key}=${quote(text)}`);
  }
  return parts.join(" ");
}

function quote(text: string): string {
  return /^[^\s"=\\]+$/.test(text) ? text : JSON.stringify(text);
}

function write(level: Level, event: string, fields: LogFields = {}): void {
  process.stdout.write(`${formatLogLine({ at: new Date(), level, event, fields })}\n`);
}

/** Writes one line to stdout: a short event name, and the fields that explain it. Never a secret. */
export const log = {
  info: (event: string, fields?: LogFields) => write("info", event, fields),
  warn: (event: string, fields?: LogFields) => write("warn", event, fields),
  error: (event: string, fields?: LogFields) => write("error", event, fields),
};
