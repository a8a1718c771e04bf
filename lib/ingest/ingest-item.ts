/** What a body holds. `requests` is our own JSON for services without OpenTelemetry. */
export type Signal = "traces" | "metrics" | "logs" | "requests";

/** One body that passed the door: decompressed, protobuf unless its signal is `requests` (JSON). */
export type IngestItem = {
  signal: Signal;
  body: Uint8Array;
  /** 16 bytes over signal, key and bytes as received, hex; null: a repeated body counts again. */
  hash: string | null;
  receivedMs: number;
  /** Headroom's own telemetry, which its figures of what others send leave out. */
  isOwn?: boolean;
};

/** What became of a body. A partial rejection is a success: the sender must not send the body again. */
export type IngestOutcome =
  | { kind: "accepted"; rejected: number; message: string }
  | { kind: "malformed"; message: string; field?: string }
  | { kind: "unavailable"; reason: "overload" | "database"; retryAfterSeconds: number };

/** An outcome without rejections. */
export const ACCEPTED: IngestOutcome = { kind: "accepted", rejected: 0, message: "" };
