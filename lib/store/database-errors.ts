/** Whether an error says that Postgres cannot be reached or is stopping, and not that a statement was wrong. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  if (/^(08|57P|53)/.test(code)) return true;
  if (
    ["ECONNREFUSED", "ECONNRESET", "EPIPE", "ENOTFOUND", "ETIMEDOUT", "ENETUNREACH"].includes(code)
  ) {
    return true;
  }
  return /terminat|timeout exceeded|Client has encountered a connection error|not queryable|ended/i.test(
    error.message,
  );
}

/** Whether an error says that a value could not be stored: the sender's data, not the database, is at fault. */
export function isBadValue(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return /^22/.test(code);
}

/** Whether a row found no partition: retention, maybe another process's, has dropped the one that was believed in. */
export function isMissingPartition(error: unknown): boolean {
  return (
    error instanceof Error &&
    "code" in error &&
    error.code === "23514" &&
    error.message.startsWith("no partition of relation")
  );
}
