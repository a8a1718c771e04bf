import "./telemetry.ts";
import express from "express";
import { z } from "zod";
import { sendConfirmation } from "./confirmations.ts";
import { openDatabase } from "./database.ts";
import { openRedis } from "./redis.ts";
import { serve } from "./serve.ts";
import { onOrderPlaced, openBus } from "./shop-events.ts";
import { work } from "./work.ts";

const database = openDatabase();
const redis = openRedis();
const bus = redis && openBus(redis);
if (bus) void onOrderPlaced(bus, "email", (order) => sendConfirmation(database, order));
const app = express();
app.use(express.json());

const receipt = z.object({
  order: z.object({ id: z.number(), totalCents: z.number() }),
  user: z.object({ name: z.string(), email: z.string() }),
});

app.post("/receipts", async (request, response) => {
  const { order, user } = receipt.parse(request.body);
  await work(12);
  response.json({
    to: user.email,
    text: `Dear ${user.name}, your order ${order.id} came to ${(order.totalCents / 100).toFixed(2)}.`,
  });
});

const placed = z.object({
  orderId: z.number(),
  userId: z.number(),
  totalCents: z.number(),
  currency: z.string(),
});

/** For a shop without Redis, whose events do not leave the process of orders. */
app.post("/confirmations", async (request, response) => {
  await sendConfirmation(database, placed.parse(request.body));
  response.status(204).end();
});

serve(app, async () => {
  await bus?.close();
  redis?.disconnect();
  await database.close();
});
