import type { EventBus } from "@headroom/sdk/event-bus";
import { startReadSession } from "@headroom/sdk/replica-router";
import { z } from "zod";
import type { Database } from "./database.ts";
import * as log from "./log.ts";
import { charge } from "./payment-client.ts";
import type { ShopEvents } from "./shop-events.ts";

const basket = z.object({
  user: z.number().int(),
  lines: z
    .array(z.object({ product: z.number().int(), quantity: z.number().int().positive() }))
    .min(1),
});

export type Placed = { id: number; totalCents: number; payment: "paid" | "pending" };

type Parts = { database: Database; bus: EventBus<ShopEvents> };

/** Charges, stores and announces an order. Throws a ZodError for a malformed basket. */
export async function placeOrder({ database, bus }: Parts, body: unknown): Promise<Placed> {
  const { user, lines } = basket.parse(body);
  const products = lines.map(({ product }) => product);
  const quantities = lines.map(({ quantity }) => quantity);
  const priced = await database.read<{ cents: number }>(
    `SELECT sum(p.price_cents * line.quantity)::int AS cents
     FROM unnest($1::int[], $2::int[]) AS line (product_id, quantity)
     JOIN shop.products p ON p.id = line.product_id`,
    [products, quantities],
  );
  const payment = await charge(priced[0]?.cents ?? 0);
  const session = startReadSession();
  const placed = await database.write<{ id: number }>(
    `WITH line AS (SELECT * FROM unnest($2::int[], $3::int[]) AS l (product_id, quantity)),
          placed AS (
            INSERT INTO shop.orders (user_id, total_cents, is_paid)
            SELECT $1, sum(p.price_cents * line.quantity), $4
            FROM line JOIN shop.products p ON p.id = line.product_id
            RETURNING id),
          stored AS (
            INSERT INTO shop.order_lines (order_id, product_id, quantity)
            SELECT placed.id, line.product_id, line.quantity FROM placed, line)
     SELECT id FROM placed`,
    [user, products, quantities, payment === "paid"],
    session,
  );
  const id = placed[0]?.id;
  if (id === undefined) throw new Error("the order was not stored");
  // What the buyer is shown is what was stored: read back, and not from a replica that does not have it yet.
  const stored = await database.read<{ totalCents: number }>(
    `SELECT total_cents AS "totalCents" FROM shop.orders WHERE id = $1`,
    [id],
    session,
  );
  const totalCents = stored[0]?.totalCents ?? 0;
  // An order that nobody hears of is an order all the same.
  await bus
    .publish("order.placed", { orderId: id, userId: user, totalCents, currency: "EUR" })
    .catch((error: unknown) => log.error("order not announced", error, { "order.id": String(id) }));
  return { id, totalCents, payment };
}
