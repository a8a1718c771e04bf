import { DecodeError } from "@/lib/decode/decode-error.ts";
import {
  encodeExportResponse,
  encodeStatus,
  type OtlpEncoding,
} from "@/lib/decode/export-response.ts";
import { jsonToProtobuf } from "@/lib/decode/json-to-protobuf.ts";
import type { Admission } from "@/lib/domain/ingest-door.ts";
import { BodyError, bodyHash, decompress } from "./body.ts";
import type { IngestItem, IngestOutcome, Signal } from "./ingest-item.ts";

export type OtlpSignal = Exclude<Signal, "requests">;

/** An HTTP answer before it is written to a socket or to Next. */
export type OtlpAnswer = { status: number; headers: Record<string, string>; body: Uint8Array };

/** Paths of OTLP/HTTP. */
export const OTLP_PATHS: ReadonlyMap<string, OtlpSignal> = new Map([
  ["/v1/traces", "traces"],
  ["/v1/metrics", "metrics"],
  ["/v1/logs", "logs"],
]);

const REQUEST_MESSAGES = {
  traces: "ExportTraceServiceRequest",
  metrics: "ExportMetricsServiceRequest",
  logs: "ExportLogsServiceRequest",
} as const;

/** google.rpc.Code of an HTTP status. */
const RPC_CODES: Readonly<Record<number, number>> = {
  400: 3,
  401: 16,
  403: 7,
  404: 5,
  405: 12,
  413: 3,
  415: 3,
  429: 8,
  503: 14,
};

/** The encoding that a Content-Type names; null: one that OTLP does not know. */
export function encodingOf(contentType: string | undefined): OtlpEncoding | null {
  const type = (contentType ?? "").split(";")[0]?.trim().toLowerCase();
  if (type === "application/x-protobuf" || type === "application/protobuf") return "protobuf";
  return type === "application/json" ? "json" : null;
}

/** An answer of 4xx or 5xx: a google.rpc.Status in the request's encoding. */
export function refusal(
  status: number,
  message: string,
  encoding: OtlpEncoding,
  retryAfterSeconds?: number,
): OtlpAnswer {
  return {
    status,
    headers: {
      ...contentTypeOf(encoding),
      ...(retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) }),
    },
    body: encodeStatus({ encoding, code: RPC_CODES[status] ?? 2, message }),
  };
}

const contentTypeOf = (encoding: OtlpEncoding) => ({
  "content-type": encoding === "json" ? "application/json" : "application/x-protobuf",
});

/** The answer to a refused sender. */
export const refusedAtDoor = (
  admission: Extract<Admission, { kind: "refused" }>,
  encoding: OtlpEncoding,
): OtlpAnswer => refusal(admission.status, admission.message, encoding);

export type OtlpBody = {
  signal: OtlpSignal;
  encoding: OtlpEncoding;
  contentEncoding: string;
  /** As received. */
  body: Buffer;
  keyId: string;
  receivedMs: number;
};

/** Decompresses and submits a body, and words the answer. Never throws for what a sender can cause. */
export async function answerOtlp(
  given: OtlpBody,
  submit: (item: IngestItem) => Promise<IngestOutcome>,
): Promise<OtlpAnswer> {
  try {
    const item = toItem(given);
    // An empty request is a good one, and says nothing.
    if (item.body.length === 0) return success(given, 0, "");
    return wordOutcome(given, await submit(item));
  } catch (error) {
    if (error instanceof BodyError) return refusal(error.status, error.message, given.encoding);
    if (error instanceof DecodeError) return refusal(400, error.message, given.encoding);
    throw error;
  }
}

function toItem(given: OtlpBody): IngestItem {
  const plain = decompress(given.body, given.contentEncoding);
  const body =
    given.encoding === "json" ? jsonToProtobuf(REQUEST_MESSAGES[given.signal], plain) : plain;
  const hash = bodyHash(given.signal, given.keyId, given.body);
  return { signal: given.signal, body, hash, receivedMs: given.receivedMs };
}

function wordOutcome(given: OtlpBody, outcome: IngestOutcome): OtlpAnswer {
  switch (outcome.kind) {
    case "accepted":
      return success(given, outcome.rejected, outcome.message);
    case "malformed":
      return refusal(400, outcome.message, given.encoding);
    case "unavailable": {
      const message =
        outcome.reason === "overload"
          ? "Headroom is taking more than it can store: send again later"
          : "The database is away: send again later";
      return refusal(503, message, given.encoding, outcome.retryAfterSeconds);
    }
  }
}

function success(given: OtlpBody, rejected: number, message: string): OtlpAnswer {
  const { signal, encoding } = given;
  return {
    status: 200,
    headers: contentTypeOf(encoding),
    body: encodeExportResponse({ signal, encoding, rejected, message }),
  };
}
