import "./telemetry.ts";
import express from "express";
import { z } from "zod";
import { hasFault } from "./conditions.ts";
import { openDatabase } from "./database.ts";
import * as log from "./log.ts";
import { placeOrder } from "./place-order.ts";
import { productsOneByOne } from "./products-one-by-one.ts";
import { serve } from "./serve.ts";
import { work } from "./work.ts";

const database = openDatabase();
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
  const { rows } = await database.query(
    "SELECT id, name, category, price_cents FROM shop.products ORDER BY id LIMIT $1",
    [PAGE_SIZE],
  );
  response.json(rows);
});

app.get("/products/:id", async (request, response) => {
  const { rows } = await database.query(
    "SELECT id, name, category, price_cents FROM shop.products WHERE id = $1",
    [id.parse(request.params.id)],
  );
  response.status(rows.length === 0 ? 404 : 200).json(rows[0] ?? { error: "no such product" });
});

app.get("/search", async (request, response) => {
  await work(25);
  const { rows } = await database.query(
    "SELECT id, name, price_cents FROM shop.products WHERE name ILIKE '%' || $1 || '%' LIMIT 20",
    [z.string().parse(request.query.q)],
  );
  response.json(rows);
});

app.get("/orders/:id", async (request, response) => {
  const orderId = id.parse(request.params.id);
  const { rows } = await database.query(
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
  if (hasFault("slow-endpoint")) await database.query("SELECT pg_sleep(0.4 + random() * 0.5)");
  const { rows } = await database.query(
    `SELECT id, created_at AS "createdAt", total_cents AS "totalCents"
     FROM shop.orders WHERE user_id = $1 ORDER BY created_at DESC LIMIT 20`,
    [id.parse(request.params.id)],
  );
  response.json(rows);
});

app.post("/orders", async (request, response) => {
  const placed = await placeOrder(database, request.body);
  log.info("order placed", {
    "order.id": String(placed.id),
    "order.total_cents": placed.totalCents,
  });
  response.status(201).json(placed);
});

serve(app, () => database.end());
