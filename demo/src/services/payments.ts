import "./telemetry.ts";
import { setTimeout as sleep } from "node:timers/promises";
import express from "express";
import { z } from "zod";
import { isHappening } from "./conditions.ts";
import { serve } from "./serve.ts";
import { random, work } from "./work.ts";

/** The payment provider: somebody else's, and not always well. */
const app = express();
app.use(express.json());

const MONTHS = 3;

/** Longer than callers wait for. */
const HANGS_MS = 2_500;

app.use(async (_request, response, next) => {
  if (!isHappening("breaker-trip")) return next();
  if (random() < 0.3) await sleep(HANGS_MS);
  response.status(503).json({ error: "the card network is away" });
});

app.get("/offers", async (request, response) => {
  const cents = z.coerce.number().int().positive().parse(request.query.cents);
  await work(8);
  response.json({ months: MONTHS, monthlyCents: Math.ceil(cents / MONTHS) });
});

app.post("/charges", async (request, response) => {
  const { cents } = z.object({ cents: z.number().int().positive() }).parse(request.body);
  await work(45);
  response.status(201).json({ cents });
});

serve(app, async () => {});
