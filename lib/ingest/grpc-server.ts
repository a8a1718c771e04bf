import { type handleUnaryCall, Metadata, Server, ServerCredentials, status } from "@grpc/grpc-js";
import { encodeExportResponse, encodeRetryInfoStatus } from "@/lib/decode/export-response.ts";
import { admitIngest } from "@/lib/domain/ingest-door.ts";
import { log } from "@/lib/platform/log.ts";
import { BODY_LIMIT, bodyHash } from "./body.ts";
import type { ReceiverParts } from "./http-server.ts";
import type { IngestOutcome } from "./ingest-item.ts";
import type { OtlpSignal } from "./otlp-http.ts";

const SERVICES: readonly (readonly [service: string, signal: OtlpSignal])[] = [
  ["opentelemetry.proto.collector.trace.v1.TraceService", "traces"],
  ["opentelemetry.proto.collector.metrics.v1.MetricsService", "metrics"],
  ["opentelemetry.proto.collector.logs.v1.LogsService", "logs"],
];

const raw = (bytes: Buffer): Buffer => bytes;

type Refused = { code: number; message: string; retryDelayMs?: number };

/** The OTLP/gRPC receiver. Bodies arrive decompressed and go through the same reader as those of HTTP. */
export function createOtlpGrpcServer(parts: ReceiverParts): Server {
  const server = new Server({ "grpc.max_receive_message_length": BODY_LIMIT });
  for (const [service, signal] of SERVICES) {
    const path = `/${service}/Export`;
    server.addService(
      {
        Export: {
          path,
          requestStream: false,
          responseStream: false,
          requestSerialize: raw,
          requestDeserialize: raw,
          responseSerialize: raw,
          responseDeserialize: raw,
        },
      },
      { Export: handler(signal, parts) },
    );
  }
  return server;
}

/** Listens; resolves with the port. Rejects when it is taken. */
export function listenGrpc(server: Server, address: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(address, ServerCredentials.createInsecure(), (error, port) => {
      if (error) reject(error);
      else resolve(port);
    });
  });
}

function handler(signal: OtlpSignal, parts: ReceiverParts): handleUnaryCall<Buffer, Buffer> {
  return (call, callback) => {
    answer(signal, call.request, call, parts)
      .then((result) => {
        if (Buffer.isBuffer(result)) callback(null, result);
        else callback(toServiceError(result));
      })
      .catch((error: unknown) => {
        log.error("OTLP gRPC call failed", { reason: String(error) });
        callback(
          toServiceError({
            code: status.UNAVAILABLE,
            message: "Try again later",
            retryDelayMs: 5_000,
          }),
        );
      });
  };
}

async function answer(
  signal: OtlpSignal,
  body: Buffer,
  call: { getPeer(): string; getHost(): string; metadata: Metadata },
  parts: ReceiverParts,
): Promise<Buffer | Refused> {
  parts.onReceived();
  const one = (name: string) => call.metadata.get(name)[0]?.toString();
  const admission = admitIngest({
    ...parts.door,
    remoteAddress: addressOf(call.getPeer()),
    host: call.getHost(),
    forwarded: ["forwarded", "x-forwarded-for", "via"].some((name) => one(name) !== undefined),
    origin: one("origin") ?? null,
    principal: await parts.door.principalOf(one("authorization")),
  });
  if (admission.kind === "refused") {
    parts.refusals.add(signal, admission.reason, 1, parts.now());
    const code = admission.status === 401 ? status.UNAUTHENTICATED : status.PERMISSION_DENIED;
    return { code, message: admission.message };
  }
  if (body.length === 0) return success(signal, 0, "");
  const hash = bodyHash(signal, admission.keyId, body);
  const outcome = await parts.pipeline.submit({ signal, body, hash, receivedMs: parts.now() });
  return word(signal, outcome);
}

function word(signal: OtlpSignal, outcome: IngestOutcome): Buffer | Refused {
  switch (outcome.kind) {
    case "accepted":
      return success(signal, outcome.rejected, outcome.message);
    case "malformed":
      return { code: status.INVALID_ARGUMENT, message: outcome.message };
    case "unavailable":
      return {
        code: status.UNAVAILABLE,
        message: "Headroom cannot store this now: send again later",
        retryDelayMs: outcome.retryAfterSeconds * 1_000,
      };
  }
}

const success = (signal: OtlpSignal, rejected: number, message: string): Buffer =>
  Buffer.from(encodeExportResponse({ signal, encoding: "protobuf", rejected, message }));

function toServiceError(refused: Refused) {
  const metadata = new Metadata();
  const { code, message, retryDelayMs } = refused;
  if (retryDelayMs !== undefined) {
    const details = encodeRetryInfoStatus({ code, message, retryDelayMs });
    metadata.set("grpc-status-details-bin", Buffer.from(details));
  }
  return { name: "Error", message, code, details: message, metadata };
}

/** The address of `ipv4:127.0.0.1:1234`, `127.0.0.1:1234` or `[::1]:1234`. */
function addressOf(peer: string): string | null {
  const match = /^(?:ipv[46]:)?(.*):\d+$/.exec(peer);
  return match?.[1]?.replace(/^\[(.*)\]$/, "$1") ?? null;
}
