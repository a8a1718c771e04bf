import { DecodeError } from "./decode-error.ts";
import { readMessage } from "./read-message.ts";
import { type WritableMessage, writeMessage } from "./write-message.ts";

export type Signal = "traces" | "metrics" | "logs";
export type OtlpEncoding = "protobuf" | "json";

const RESPONSES = {
  traces: { name: "ExportTraceServiceResponse", rejected: "rejectedSpans" },
  metrics: { name: "ExportMetricsServiceResponse", rejected: "rejectedDataPoints" },
  logs: { name: "ExportLogsServiceResponse", rejected: "rejectedLogRecords" },
} as const;

const RETRY_INFO = "type.googleapis.com/google.rpc.RetryInfo";

/** What a sender learns of its body: how many items were refused, and why; 0 with a message is a warning. */
export type ExportOutcome = {
  signal: Signal;
  encoding: OtlpEncoding;
  rejected: number;
  message: string;
};

/**
 * The Export*ServiceResponse in the request's encoding: an empty message when nothing is to be told, else the partial
 * success with the exact count.
 * @see https://opentelemetry.io/docs/specs/otlp/#partial-success-1
 */
export function encodeExportResponse(outcome: ExportOutcome): Uint8Array {
  const { name, rejected } = RESPONSES[outcome.signal];
  const partialSuccess = {
    ...(outcome.rejected === 0 ? {} : { [rejected]: BigInt(outcome.rejected) }),
    ...(outcome.message === "" ? {} : { errorMessage: outcome.message }),
  };
  const response = Object.keys(partialSuccess).length === 0 ? {} : { partialSuccess };
  return outcome.encoding === "protobuf" ? writeMessage(name, response) : toJson(response);
}

/** `code` is a google.rpc.Code: 3 invalid argument, 8 resource exhausted, 14 unavailable, 16 unauthenticated. */
export type RpcStatus = { code: number; message: string };

/** A google.rpc.Status in the request's encoding: the body of every OTLP/HTTP answer of 4xx and 5xx. */
export function encodeStatus(status: RpcStatus & { encoding: OtlpEncoding }): Uint8Array {
  const { code, message } = status;
  return status.encoding === "protobuf"
    ? writeMessage("Status", { code, message })
    : toJson({ code, message });
}

/**
 * A google.rpc.Status with a RetryInfo, for the gRPC trailer `grpc-status-details-bin`: come back after `retryDelayMs`.
 * @see https://opentelemetry.io/docs/specs/otlp/#otlpgrpc-throttling
 */
export function encodeRetryInfoStatus(status: RpcStatus & { retryDelayMs: number }): Uint8Array {
  const { code, message, retryDelayMs } = status;
  const seconds = Math.floor(retryDelayMs / 1_000);
  const nanos = Math.round((retryDelayMs - seconds * 1_000) * 1_000_000);
  const value = writeMessage("RetryInfo", { retryDelay: { seconds: BigInt(seconds), nanos } });
  return writeMessage("Status", { code, message, details: [{ typeUrl: RETRY_INFO, value }] });
}

/** Reads a google.rpc.Status back; `retryDelayMs` is null without a RetryInfo. Throws `DecodeError`. */
export function decodeStatus(bytes: Uint8Array): RpcStatus & { retryDelayMs: number | null } {
  const { code, message, details } = readMessage("Status", bytes);
  const detail = details.find(({ typeUrl }) => typeUrl === RETRY_INFO);
  if (detail === undefined) return { code, message, retryDelayMs: null };
  const { retryDelay } = readMessage("RetryInfo", detail.value);
  if (retryDelay === undefined) throw new DecodeError("the RetryInfo has no delay");
  const retryDelayMs = Number(retryDelay.seconds) * 1_000 + retryDelay.nanos / 1_000_000;
  return { code, message, retryDelayMs };
}

/** JSON of a message without bytes; 64-bit integers as strings, as protobuf's JSON mapping has them. */
const toJson = (message: WritableMessage): Uint8Array =>
  Buffer.from(
    JSON.stringify(message, (_, value: unknown) =>
      typeof value === "bigint" ? value.toString() : value,
    ),
  );
