import type { Database } from "./database.ts";
import * as log from "./log.ts";
import type { ShopEvents } from "./shop-events.ts";
import { work } from "./work.ts";

/** Writes to the buyer. Throws a RangeError for a currency that it cannot print. */
export async function sendConfirmation(
  database: Database,
  { orderId, totalCents, currency }: ShopEvents["order.placed"],
): Promise<void> {
  const price = new Intl.NumberFormat("en", { style: "currency", currency });
  const text = `Order ${orderId}: ${price.format(totalCents / 100)}`;
  await work(35);
  await database.write("UPDATE shop.orders SET confirmed_at = now() WHERE id = $1", [orderId]);
  log.info("confirmation sent", { "order.id": String(orderId), "mail.length": text.length });
}
