import { setTimeout as sleep } from "node:timers/promises";
import { context, propagation, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import type { Pool } from "pg";
import * as log from "./log.ts";
import { MAIL_QUEUE, processAttributes } from "./mail-queue.ts";
import { work } from "./work.ts";

type Message = { orderId: number; traceparent: string | null };

const POLL_MS = 500;

/** Takes confirmations from the queue and sends them, until stopped; `stop` resolves after the message at hand. */
export function sendConfirmations(database: Pool): { stop: () => Promise<void> } {
  let running = true;
  const loop = async () => {
    while (running) {
      try {
        for (const message of await takeMessages(database)) await processMessage(database, message);
      } catch (error) {
        log.error("the queue could not be read", error);
      }
      await sleep(POLL_MS);
    }
  };
  const done = loop();
  return {
    stop: () => {
      running = false;
      return done;
    },
  };
}

async function takeMessages(database: Pool): Promise<Message[]> {
  const { rows } = await database.query<Message>(
    `DELETE FROM shop.mail_queue
     WHERE id IN (SELECT id FROM shop.mail_queue ORDER BY id LIMIT 20 FOR UPDATE SKIP LOCKED)
     RETURNING order_id AS "orderId", traceparent`,
  );
  return rows;
}

async function processMessage(database: Pool, { orderId, traceparent }: Message): Promise<void> {
  const sent = propagation.extract(context.active(), { traceparent: traceparent ?? "" });
  const producer = trace.getSpanContext(sent);
  await trace.getTracer("shop").startActiveSpan(
    `process ${MAIL_QUEUE}`,
    {
      kind: SpanKind.CONSUMER,
      attributes: processAttributes,
      links: producer ? [{ context: producer }] : [],
    },
    sent,
    async (span) => {
      try {
        await work(35);
        await database.query("UPDATE shop.orders SET confirmed_at = now() WHERE id = $1", [
          orderId,
        ]);
        log.info("confirmation sent", { "order.id": String(orderId) });
      } catch (error) {
        span.setStatus({ code: SpanStatusCode.ERROR });
        log.error("confirmation failed", error, { "order.id": String(orderId) });
      } finally {
        span.end();
      }
    },
  );
}
