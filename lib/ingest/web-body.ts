import { DecodeError } from "@/lib/decode/decode-error.ts";
import { BodyError, bodyHash, decompress } from "./body.ts";
import { ACCEPTED, type IngestItem, type IngestOutcome } from "./ingest-item.ts";
import type { WebBody } from "./messages.ts";
import { answerOtlp, encodingOf, type OtlpAnswer, refusal } from "./otlp-http.ts";

type Submit = (item: IngestItem) => Promise<IngestOutcome>;

/** Takes a body of the web port through the same pipeline as those of the receivers, and words the answer. */
export async function answerWebBody(
  body: WebBody,
  submit: Submit,
  receivedMs: number,
): Promise<OtlpAnswer> {
  if (body.signal === "requests") return answerRequests(body, submit, receivedMs);
  const encoding = encodingOf(body.contentType);
  if (!encoding) {
    return refusal(415, `Content-Type ${body.contentType} is unknown`, "json");
  }
  const { signal, contentEncoding, keyId } = body;
  const whole = { signal, encoding, contentEncoding, keyId, receivedMs };
  return answerOtlp({ ...whole, body: Buffer.from(body.body) }, submit);
}

async function answerRequests(body: WebBody, submit: Submit, receivedMs: number) {
  try {
    const plain = decompress(Buffer.from(body.body), body.contentEncoding);
    const key = body.idempotencyKey;
    const hash =
      key === undefined ? null : bodyHash("requests", body.keyId, Buffer.from(`key ${key}`));
    const item = { signal: "requests", body: plain, hash, receivedMs } as const;
    return wordRequests(plain.length === 0 ? ACCEPTED : await submit(item), countOf(plain));
  } catch (error) {
    if (error instanceof BodyError)
      return failure(error.status, STATUS_CODES[error.status], error.message);
    if (error instanceof DecodeError) return failure(400, "bad_request", error.message);
    throw error;
  }
}

const STATUS_CODES = {
  400: "bad_request",
  413: "payload_too_large",
  415: "unsupported_media_type",
} as const;

/** How many requests a body holds; the pipeline has parsed it when this is asked for. */
function countOf(body: Uint8Array): number {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(body).toString());
    return Array.isArray(parsed) ? parsed.length : 0;
  } catch {
    return 0;
  }
}

function wordRequests(outcome: IngestOutcome, count: number): OtlpAnswer {
  switch (outcome.kind) {
    case "accepted": {
      const { rejected, message } = outcome;
      return json(200, { accepted: count - rejected, rejected, message });
    }
    case "malformed":
      return failure(400, "bad_request", outcome.message, outcome.field);
    case "unavailable": {
      const answer = failure(
        503,
        "unavailable",
        "Headroom cannot store this now: send again later",
      );
      const retryAfter = String(outcome.retryAfterSeconds);
      return { ...answer, headers: { ...answer.headers, "retry-after": retryAfter } };
    }
  }
}

const failure = (status: number, code: string, message: string, field?: string): OtlpAnswer =>
  json(status, { error: { code, message, ...(field ? { field } : {}) } });

const json = (status: number, body: unknown): OtlpAnswer => ({
  status,
  headers: { "content-type": "application/json" },
  body: Buffer.from(JSON.stringify(body)),
});
