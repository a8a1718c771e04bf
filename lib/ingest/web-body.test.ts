import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { ACCEPTED, type IngestItem, type IngestOutcome } from "./ingest-item.ts";
import type { WebBody } from "./messages.ts";
import { answerWebBody } from "./web-body.ts";

const RECEIVED_MS = Date.UTC(2026, 10, 24);
const requests = JSON.stringify([{ service: "shop" }, { service: "shop" }, { service: "shop" }]);

const given = (body: Partial<WebBody> = {}): WebBody => ({
  signal: "requests",
  contentType: "application/json",
  contentEncoding: "",
  body: Buffer.from(requests),
  keyId: "key",
  ...body,
});

async function answer(body: WebBody, outcome: IngestOutcome = ACCEPTED) {
  const submitted: IngestItem[] = [];
  const submit = async (item: IngestItem) => {
    submitted.push(item);
    return outcome;
  };
  const { status, headers, body: bytes } = await answerWebBody(body, submit, RECEIVED_MS);
  return { status, headers, text: Buffer.from(bytes).toString(), submitted };
}

describe("plain requests on the web port", () => {
  test("are answered with how many counted", async () => {
    const partly: IngestOutcome = { kind: "accepted", rejected: 1, message: "1 request: too old" };
    const { status, text, submitted } = await answer(given(), partly);
    expect(status).toBe(200);
    expect(JSON.parse(text)).toEqual({ accepted: 2, rejected: 1, message: "1 request: too old" });
    expect(submitted).toMatchObject([{ signal: "requests", receivedMs: RECEIVED_MS, hash: null }]);
  });

  test("are a replay only under the same Idempotency-Key of the same sender", async () => {
    const hashOf = async (body: Partial<WebBody>) => (await answer(given(body))).submitted[0]?.hash;
    const first = await hashOf({ idempotencyKey: "a" });
    expect(first).toMatch(/^[0-9a-f]{32}$/);
    expect(await hashOf({ idempotencyKey: "a", body: Buffer.from("[]") })).toBe(first);
    expect(await hashOf({ idempotencyKey: "b" })).not.toBe(first);
    expect(await hashOf({ idempotencyKey: "a", keyId: "other" })).not.toBe(first);
  });

  test("are decompressed before they are stored", async () => {
    const body = gzipSync(requests);
    const { submitted } = await answer(given({ body, contentEncoding: "gzip" }));
    expect(Buffer.from(submitted[0]?.body ?? []).toString()).toBe(requests);
  });

  test("of an unknown or broken encoding are refused before they are stored", async () => {
    const unknown = await answer(given({ contentEncoding: "br" }));
    expect([unknown.status, unknown.submitted.length]).toEqual([415, 0]);
    const broken = await answer(given({ contentEncoding: "gzip" }));
    expect([broken.status, broken.submitted.length]).toEqual([400, 0]);
    expect(JSON.parse(broken.text)).toMatchObject({ error: { code: "bad_request" } });
  });

  test("that are malformed name the field; those that cannot be stored now come back later", async () => {
    const malformed = {
      kind: "malformed",
      message: "expected a number",
      field: "0.duration",
    } as const;
    const bad = await answer(given(), malformed);
    expect([bad.status, JSON.parse(bad.text).error.field]).toEqual([400, "0.duration"]);
    const away = { kind: "unavailable", reason: "database", retryAfterSeconds: 5 } as const;
    const later = await answer(given(), away);
    expect([later.status, later.headers["retry-after"]]).toEqual([503, "5"]);
  });
});

test("telemetry of a content type that OTLP does not know is refused", async () => {
  const refused = await answer(given({ signal: "traces", contentType: "text/plain" }));
  expect([refused.status, refused.submitted.length]).toEqual([415, 0]);
});
