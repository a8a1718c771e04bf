import "./telemetry.ts";
import express from "express";
import { z } from "zod";
import { sendConfirmations } from "./confirmations.ts";
import { openDatabase } from "./database.ts";
import { serve } from "./serve.ts";
import { work } from "./work.ts";

const database = openDatabase();
const worker = sendConfirmations(database);
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

serve(app, async () => {
  await worker.stop();
  await database.end();
});
