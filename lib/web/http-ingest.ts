import { encodeStatus } from "@/lib/decode/export-response.ts";
import { admitIngest, corsHeaders } from "@/lib/domain/ingest-door.ts";
import { ForbiddenError, UnauthenticatedError } from "@/lib/domain/permissions.ts";
import { TooLargeError } from "@/lib/domain/problem.ts";
import { env } from "@/lib/platform/env.ts";
import { principalOfKey } from "./auth-key-principal.ts";
import { answering, type RouteHandler } from "./http.ts";
import { readBody } from "./http-body.ts";
import { type ErrorAnswer, errorToResponse } from "./http-errors.ts";
import { noteSent } from "./http-reads.ts";
import { remoteOf } from "./http-remote.ts";
import { type ApiRouteName, accessOf } from "./route-table.ts";

export type IngestSignal = "traces" | "metrics" | "logs" | "requests";

/** A body on its way to the pipeline that also serves the OTLP port. */
export type WebIngest = {
  signal: IngestSignal;
  contentType: string;
  contentEncoding: string;
  body: Uint8Array;
  keyId: string;
  idempotencyKey?: string;
};

export type IngestAnswer = { status: number; headers: Record<string, string>; body: Uint8Array };

/** Where telemetry goes, and who counts what is refused before it gets there. */
type WebIngestParts = {
  send: (ingest: WebIngest) => Promise<IngestAnswer>;
  refused: (signal: IngestSignal, reason: string) => void;
};

/** The longest body, compressed or not. */
const MAX_BODY_BYTES = 20 * 1_024 * 1_024;

/**
 * A route that takes telemetry on the web port: opens the door by `admitIngest`, then hands the bytes to `send`, whose
 * answer goes back as it is. How often a sender may come is decided by the pipeline, by what it can take.
 */
export function ingestRoute(
  name: ApiRouteName,
  signal: IngestSignal,
  { send, refused }: WebIngestParts,
): RouteHandler {
  if (accessOf(name).kind !== "ingest") throw new Error(`${name} takes no telemetry`);
  return async (request) => {
    const response = await answering(
      name,
      async () => {
        const keyId = await admitSender(request, (reason) => refused(signal, reason));
        const body = await readSentBody(request, () => refused(signal, "HTTP 413"));
        const answer = await send({ signal, keyId, body, ...describeBody(request) });
        noteSent(keyId);
        return new Response(Buffer.from(answer.body), answer);
      },
      (answer) => refusal(signal, request, answer),
    );
    return withCors(request, response);
  };
}

/** Answers a browser that asks whether it may send. */
export const ingestPreflight: RouteHandler = async (request) =>
  withCors(request, new Response(null, { status: 204 }));

/** Answers any method but POST at an OTLP address. */
export const otlpMethodNotAllowed: RouteHandler = async (request) =>
  otlpError(request, {
    status: 405,
    code: "method_not_allowed",
    message: "Send telemetry by POST",
    headers: { allow: "POST, OPTIONS" },
  });

/** Answers any request at an address under /v1 that is none of OTLP. */
export const otlpNotFound: RouteHandler = async (request) =>
  otlpError(request, {
    status: 404,
    code: "not_found",
    message: "Send to /v1/traces, /v1/metrics or /v1/logs",
  });

async function readSentBody(request: Request, onTooLarge: () => void): Promise<Uint8Array> {
  try {
    return await readBody(request, MAX_BODY_BYTES);
  } catch (error) {
    if (error instanceof TooLargeError) onTooLarge();
    throw error;
  }
}

async function admitSender(request: Request, onRefused: (reason: string) => void): Promise<string> {
  const { headers } = request;
  const { host, otlpHost, ingestAuth, corsOrigins } = env();
  const remote = remoteOf(headers);
  const admission = admitIngest({
    ingestAuth,
    remoteAddress: remote.address,
    forwarded: remote.forwarded,
    host: headers.get("host"),
    origin: headers.get("origin"),
    ourHosts: [host, otlpHost],
    allowedOrigins: corsOrigins,
    principal: await principalOfKey(headers.get("authorization")),
  });
  if (admission.kind === "admitted") return admission.keyId;
  onRefused(admission.reason);
  if (admission.status === 401) throw new UnauthenticatedError(admission.message);
  throw new ForbiddenError(admission.message);
}

function describeBody(
  request: Request,
): Pick<WebIngest, "contentType" | "contentEncoding" | "idempotencyKey"> {
  const idempotencyKey = request.headers.get("idempotency-key");
  return {
    contentType: request.headers.get("content-type") ?? "",
    contentEncoding: request.headers.get("content-encoding") ?? "",
    ...(idempotencyKey === null ? {} : { idempotencyKey }),
  };
}

function withCors(request: Request, response: Response): Response {
  const headers = corsHeaders(request.headers.get("origin"), env().corsOrigins);
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
  return response;
}

const refusal = (signal: IngestSignal, request: Request, answer: ErrorAnswer): Response =>
  signal === "requests" ? errorToResponse(answer) : otlpError(request, answer);

/** gRPC's code for an HTTP status. @see https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto */
const GRPC_CODE: Record<number, number> = { 401: 16, 403: 7, 404: 5, 405: 12, 413: 8, 503: 14 };
const GRPC_INTERNAL = 13;

/**
 * A `google.rpc.Status` in the encoding of the request.
 * @see https://opentelemetry.io/docs/specs/otlp/#failures
 */
function otlpError(request: Request, { status, message, headers }: ErrorAnswer): Response {
  const isJson = /^application\/json\b/i.test(request.headers.get("content-type") ?? "");
  const body = encodeStatus({
    code: GRPC_CODE[status] ?? GRPC_INTERNAL,
    message,
    encoding: isJson ? "json" : "protobuf",
  });
  const contentType = isJson ? "application/json" : "application/x-protobuf";
  return new Response(Buffer.from(body), {
    status,
    headers: { "content-type": contentType, ...headers },
  });
}
