import { context, propagation, SpanKind, trace } from "@opentelemetry/api";
import type { Pool, PoolClient } from "pg";
import { z } from "zod";
import { MAIL_QUEUE, publishAttributes } from "./mail-queue.ts";

const basket = z.object({
  user: z.number().int(),
  lines: z
    .array(z.object({ product: z.number().int(), quantity: z.number().int().positive() }))
    .min(1),
});

/** Stores the order and queues its confirmation in one transaction. Throws a ZodError for a malformed basket. */
export async function placeOrder(
  database: Pool,
  body: unknown,
): Promise<{ id: number; totalCents: number }> {
  const { user, lines } = basket.parse(body);
  const client = await database.connect();
  try {
    await client.query("BEGIN");
    const { rows } = await client.query<{ id: number; totalCents: number }>(
      `WITH line AS (SELECT * FROM unnest($2::int[], $3::int[]) AS l (product_id, quantity)),
            placed AS (
              INSERT INTO shop.orders (user_id, total_cents)
              SELECT $1, sum(p.price_cents * line.quantity)
              FROM line JOIN shop.products p ON p.id = line.product_id
              RETURNING id, total_cents),
            stored AS (
              INSERT INTO shop.order_lines (order_id, product_id, quantity)
              SELECT placed.id, line.product_id, line.quantity FROM placed, line)
       SELECT id, total_cents AS "totalCents" FROM placed`,
      [user, lines.map(({ product }) => product), lines.map(({ quantity }) => quantity)],
    );
    const placed = rows[0];
    if (!placed) throw new Error("the order was not stored");
    await queueConfirmation(client, placed.id);
    await client.query("COMMIT");
    return placed;
  } catch (error) {
    await client.query("ROLLBACK").catch(() => {});
    throw error;
  } finally {
    client.release();
  }
}

/** The message carries the trace with it, so that sending it shows up in the buyer's trace. */
async function queueConfirmation(client: PoolClient, orderId: number): Promise<void> {
  const tracer = trace.getTracer("shop");
  await tracer.startActiveSpan(
    `send ${MAIL_QUEUE}`,
    { kind: SpanKind.PRODUCER, attributes: publishAttributes },
    async (span) => {
      try {
        const carrier: { traceparent?: string } = {};
        propagation.inject(context.active(), carrier);
        await client.query("INSERT INTO shop.mail_queue (order_id, traceparent) VALUES ($1, $2)", [
          orderId,
          carrier.traceparent,
        ]);
      } finally {
        span.end();
      }
    },
  );
}
