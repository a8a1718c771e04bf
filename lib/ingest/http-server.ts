import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type Admission, admitIngest, corsHeaders } from "@/lib/domain/ingest-door.ts";
import type { Principal } from "@/lib/domain/principal.ts";
import { log } from "@/lib/platform/log.ts";
import { BODY_LIMIT, BodyError, readBody } from "./body.ts";
import {
  answerOtlp,
  encodingOf,
  OTLP_PATHS,
  type OtlpAnswer,
  type OtlpSignal,
  refusal,
  refusedAtDoor,
} from "./otlp-http.ts";
import type { IngestPipeline } from "./pipeline.ts";
import type { Refusals } from "./refusals.ts";

/** Who may send, and how a key is told. */
export type Door = {
  ingestAuth: "off" | "required";
  ourHosts: readonly string[];
  allowedOrigins: readonly string[];
  principalOf: (authorization: string | undefined) => Promise<Principal>;
};

export type ReceiverParts = {
  pipeline: IngestPipeline;
  refusals: Refusals;
  door: Door;
  now: () => number;
  onReceived: () => void;
};

/** The OTLP/HTTP receiver: `POST /v1/{traces,metrics,logs}`, protobuf and JSON, gzip and identity. */
export function createOtlpServer(parts: ReceiverParts): Server {
  const server = createServer({ keepAliveTimeout: 75_000, requestTimeout: 60_000 }, (req, res) => {
    respond(req, res, parts).catch((error: unknown) => {
      log.error("OTLP request failed", { reason: String(error) });
      const encoding = encodingOf(req.headers["content-type"]) ?? "json";
      if (!res.headersSent) write(res, refusal(503, "Try again later", encoding, 5));
    });
  });
  server.maxConnections = 2_000;
  return server;
}

async function respond(req: IncomingMessage, res: ServerResponse, parts: ReceiverParts) {
  const origin = req.headers.origin ?? null;
  const cors = origin === null ? {} : corsHeaders(origin, parts.door.allowedOrigins);
  if (req.method === "OPTIONS") {
    req.resume();
    res.writeHead(204, corsHeaders(origin, parts.door.allowedOrigins)).end();
    return;
  }
  const answer = await answerTo(req, parts);
  if (!req.complete && !isSoonRead(req)) res.setHeader("connection", "close");
  req.resume();
  write(res, { ...answer, headers: { ...answer.headers, ...cors } });
}

/** Whether what is left of a refused body is read and thrown away, so that the connection carries the next request. */
const isSoonRead = (req: IncomingMessage): boolean =>
  req.headers["transfer-encoding"] === undefined &&
  Number(req.headers["content-length"] ?? 0) <= 2 * BODY_LIMIT;

async function answerTo(req: IncomingMessage, parts: ReceiverParts): Promise<OtlpAnswer> {
  const encoding = encodingOf(req.headers["content-type"]);
  const shown = encoding ?? "json";
  const signal = OTLP_PATHS.get((req.url ?? "").split("?")[0] ?? "");
  const admission = await admit(req, parts.door);
  parts.onReceived();
  if (admission.kind === "refused") {
    parts.refusals.add(signal ?? "any", admission.reason, 1, parts.now());
    return refusedAtDoor(admission, shown);
  }
  if (!signal) return refusal(404, `No such path: use ${[...OTLP_PATHS.keys()].join(", ")}`, shown);
  if (req.method !== "POST") {
    const refused = refusal(405, `${req.method} is not possible here: use POST`, shown);
    return { ...refused, headers: { ...refused.headers, allow: "POST, OPTIONS" } };
  }
  if (!encoding) {
    parts.refusals.add(signal, "unknown content type", 1, parts.now());
    const hint = "send application/x-protobuf or application/json";
    return refusal(
      415,
      `Content-Type ${req.headers["content-type"] ?? ""} is unknown: ${hint}`,
      shown,
    );
  }
  if (parts.pipeline.isOverloaded) {
    parts.refusals.add(signal, "overload", 1, parts.now());
    return refusal(503, "Headroom is taking more than it can store: send again later", shown, 1);
  }
  return take(req, { signal, encoding, keyId: admission.keyId }, parts);
}

async function take(
  req: IncomingMessage,
  given: { signal: OtlpSignal; encoding: "protobuf" | "json"; keyId: string },
  parts: ReceiverParts,
): Promise<OtlpAnswer> {
  try {
    const body = await readBody(req);
    const contentEncoding = req.headers["content-encoding"] ?? "";
    const whole = { ...given, contentEncoding, body, receivedMs: parts.now() };
    const answer = await answerOtlp(whole, (item) => parts.pipeline.submit(item));
    if (answer.status === 413 || answer.status === 415) {
      parts.refusals.add(given.signal, `HTTP ${answer.status}`, 1, parts.now());
    }
    return answer;
  } catch (error) {
    if (!(error instanceof BodyError)) throw error;
    parts.refusals.add(given.signal, `HTTP ${error.status}`, 1, parts.now());
    return refusal(error.status, error.message, given.encoding);
  }
}

async function admit(req: IncomingMessage, door: Door): Promise<Admission> {
  const { headers } = req;
  return admitIngest({
    ingestAuth: door.ingestAuth,
    ourHosts: door.ourHosts,
    allowedOrigins: door.allowedOrigins,
    remoteAddress: req.socket.remoteAddress ?? null,
    host: headers.host ?? null,
    forwarded:
      headers.forwarded !== undefined ||
      headers["x-forwarded-for"] !== undefined ||
      headers.via !== undefined,
    origin: headers.origin ?? null,
    principal: await door.principalOf(headers.authorization),
  });
}

function write(res: ServerResponse, answer: OtlpAnswer): void {
  res.writeHead(answer.status, { ...answer.headers, "content-length": answer.body.length });
  res.end(answer.body);
}
