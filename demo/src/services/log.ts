import { type AnyValueMap, logs, SeverityNumber } from "@opentelemetry/api-logs";

const logger = logs.getLogger("shop");

/** A log record; the SDK adds the trace and span that are active. */
export function info(body: string, attributes: AnyValueMap = {}): void {
  logger.emit({ severityNumber: SeverityNumber.INFO, severityText: "INFO", body, attributes });
}

export function warn(body: string, attributes: AnyValueMap = {}): void {
  logger.emit({ severityNumber: SeverityNumber.WARN, severityText: "WARN", body, attributes });
}

/** With the error's type, message and stack as the semantic conventions name them. */
export function error(body: string, cause: unknown, attributes: AnyValueMap = {}): void {
  const exception: AnyValueMap =
    cause instanceof Error
      ? {
          "exception.type": cause.name,
          "exception.message": cause.message,
          "exception.stacktrace": cause.stack ?? "",
        }
      : { "exception.message": String(cause) };
  logger.emit({
    severityNumber: SeverityNumber.ERROR,
    severityText: "ERROR",
    body,
    attributes: { ...attributes, ...exception },
  });
}
