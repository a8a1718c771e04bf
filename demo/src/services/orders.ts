import "./telemetry.ts";
import express from "express";
import { z } from "zod";
import { call } from "./call.ts";
import { isHappening, repeatDuring } from "./conditions.ts";
import { openDatabase } from "./database.ts";
import * as log from "./log.ts";
import { offerFor, paymentBreaker } from "./payment-client.ts";
import { placeOrder } from "./place-order.ts";
import { productsOneByOne } from "./products-one-by-one.ts";
import { openRedis } from "./redis.ts";
import { serve } from "./serve.ts";
import { openCache } from "./shop-cache.ts";
import { onOrderPlaced, openBus } from "./shop-events.ts";
import { work } from "./work.ts";

const database = openDatabase();
const redis = openRedis();
const bus = openBus(redis);
const catalog = openCache<unknown[]>("catalog", redis);
const isSlowBuild = process.env.DEMO_SLOW_BUILD === "1";
const app = express();
app.use(express.json());

const PAGE_SIZE = 12;
const id = z.coerce.number().int().positive();

app.get("/products", async (_request, response) => {
  if (isSlowBuild) {
    response.json(await productsOneByOne(database, PAGE_SIZE));
    return;
  }
  const page = await catalog.getOrLoad("page", () =>
    database.read(
      "SELECT id, name, category, price_cents FROM shop.products ORDER BY id LIMIT $1",
      [PAGE_SIZE],
    ),
  );
  response.json(page);
});

/** With what paying in instalments comes to, if the payment provider says so. */
app.get("/products/:id", async (request, response) => {
  const productId = id.parse(request.params.id);
  const [found] =
    (await catalog.getOrLoad(`product:${productId}`, () => findProduct(productId))) ?? [];
  if (found === undefined) {
    response.status(404).json({ error: "no such product" });
    return;
  }
  const { price_cents: cents } = priced.parse(found);
  response.json({ ...priced.parse(found), offer: await offerFor(cents) });
});

const priced = z.looseObject({ price_cents: z.number() });

const findProduct = (productId: number): Promise<unknown[]> =>
  database.read("SELECT id, name, category, price_cents FROM shop.products WHERE id = $1", [
    productId,
  ]);

app.get("/search", async (request, response) => {
  await work(25);
  const rows = await database.read(
    "SELECT id, name, price_cents FROM shop.products WHERE name ILIKE '%' || $1 || '%' LIMIT 20",
    [z.string().parse(request.query.q)],
  );
  response.json(rows);
});

app.get("/orders/:id", async (request, response) => {
  const orderId = id.parse(request.params.id);
  const rows = await database.read(
    `SELECT o.id, o.user_id AS "userId", o.total_cents AS "totalCents",
            json_agg(json_build_object('product', p.name, 'quantity', l.quantity)) AS lines
     FROM shop.orders o
     JOIN shop.order_lines l ON l.order_id = o.id
     JOIN shop.products p ON p.id = l.product_id
     WHERE o.id = $1
     GROUP BY o.id`,
    [orderId],
  );
  if (rows.length === 0) response.status(404).json({ error: "no such order" });
  else response.json(rows[0]);
});

app.get("/users/:id/orders", async (request, response) => {
  if (isHappening("slow-endpoint")) await database.read("SELECT pg_sleep(0.4 + random() * 0.5)");
  const rows = await database.read(
    `SELECT id, created_at AS "createdAt", total_cents AS "totalCents"
     FROM shop.orders WHERE user_id = $1 ORDER BY created_at DESC LIMIT 20`,
    [id.parse(request.params.id)],
  );
  response.json(rows);
});

app.post("/orders", async (request, response) => {
  const placed = await placeOrder({ database, bus }, request.body);
  log.info("order placed", {
    "order.id": String(placed.id),
    "order.total_cents": placed.totalCents,
  });
  response.status(201).json(placed);
});

repeatDuring("cache-flush", 500, () => catalog.invalidateAll());
repeatDuring("pool-exhaustion", 100, () => database.occupy(2));
repeatDuring("dead-letter", 4_000, () =>
  bus.publish("order.placed", { orderId: 1, userId: 1, totalCents: 1_000, currency: "none" }),
);
// Without Redis the bus ends at this process: the confirmation is asked for by a call.
if (!redis) {
  void onOrderPlaced(bus, "email", async (body) => {
    const { status } = await call({
      service: "email",
      method: "POST",
      path: "/confirmations",
      body,
    });
    if (status >= 400) throw new Error(`email answered ${status}`);
  });
}

serve(app, async () => {
  await bus.close();
  await catalog.close();
  paymentBreaker.close();
  redis?.disconnect();
  await database.close();
});
