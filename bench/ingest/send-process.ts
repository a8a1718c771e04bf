import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { percentile } from "../percentile.ts";
import type { Answer, Ask, Prepared, Sent } from "./messages.ts";
import { OtlpConnection } from "./otlp-connection.ts";
import { SpanBodies } from "./span-bodies.ts";

/** A process of its own that makes bodies ahead of time and then does nothing but send them. */

type Body = { gzip: Buffer; spans: number; requests: number };

const compress = promisify(gzip);
const COMPRESSED_AT_ONCE = 8;
const RETRY_MS = 1_000;

let prepared: Body[] = [];

process.on("message", (ask: Ask) => {
  answer(ask)
    .catch((error: unknown): Answer => ({ kind: "failed", message: String(error) }))
    .then((reply) => process.send?.(reply));
});
process.on("disconnect", () => process.exit(0));

async function answer(ask: Ask): Promise<Answer> {
  if (ask.kind === "prepare") return { kind: "prepared", ...(await prepare(ask)) };
  return { kind: "ran", ...(await run(ask)) };
}

/** Bodies as if they had been sent one after another during the `seconds` before now. */
async function prepare(ask: Extract<Ask, { kind: "prepare" }>): Promise<Prepared> {
  const nowMs = Date.now();
  const maker = new SpanBodies(ask.seed);
  const sum = { bodies: ask.bodies, spans: 0, plainBytes: 0, gzipBytes: 0 };
  prepared = new Array(ask.bodies);
  let next = 0;
  const work = async () => {
    for (let i = next++; i < ask.bodies; i = next++) {
      const sentMs = nowMs - ask.seconds * 1000 * (1 - i / ask.bodies);
      const { bytes, spans, requests } = maker.next(ask.spansPerBody, sentMs);
      const body = { gzip: await compress(bytes), spans, requests };
      prepared[i] = body;
      sum.spans += spans;
      sum.plainBytes += bytes.length;
      sum.gzipBytes += body.gzip.length;
    }
  };
  await Promise.all(Array.from({ length: COMPRESSED_AT_ONCE }, work));
  return sum;
}

/** Sends the prepared bodies from the first on, each until it is acknowledged, until the time is over. */
async function run(ask: Extract<Ask, { kind: "run" }>): Promise<Sent> {
  const measureFrom = performance.now() + ask.warmSeconds * 1000;
  const end = measureFrom + ask.seconds * 1000;
  const total = { bodies: 0, spans: 0, requests: 0 };
  const measured = { bodies: 0, spans: 0, last: measureFrom };
  const latencies: number[] = [];
  const refused: Record<string, number> = {};
  let next = 0;
  let ranOut = false;
  const work = async () => {
    const connection = new OtlpConnection(ask.port);
    for (let body = prepared[next++]; body; body = prepared[next++]) {
      let began = performance.now();
      if (began >= end) break;
      for (let status = await connection.post(body.gzip); status !== 200; ) {
        refused[status] = (refused[status] ?? 0) + 1;
        if (status !== 503 && status !== 429) throw new Error(`a body was answered ${status}`);
        await sleep(RETRY_MS);
        began = performance.now();
        status = await connection.post(body.gzip);
      }
      const now = performance.now();
      total.bodies++;
      total.spans += body.spans;
      total.requests += body.requests;
      if (now < measureFrom || now >= end) continue;
      measured.bodies++;
      measured.spans += body.spans;
      measured.last = now;
      latencies.push(now - began);
    }
    connection.close();
    ranOut ||= performance.now() < end;
  };
  await Promise.all(Array.from({ length: ask.connections }, work));
  const measuredMs = (ranOut ? Math.min(measured.last, end) : end) - measureFrom;
  return {
    ...total,
    measuredSeconds: measuredMs / 1000,
    measuredSpans: measured.spans,
    measuredBodies: measured.bodies,
    ackP50Ms: percentile(latencies, 0.5),
    ackP95Ms: percentile(latencies, 0.95),
    ackP99Ms: percentile(latencies, 0.99),
    refused,
    ranOut,
  };
}
