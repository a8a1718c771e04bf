import "./telemetry.ts";
import express from "express";
import { z } from "zod";
import { isHappening, repeatDuring } from "./conditions.ts";
import { openDatabase } from "./database.ts";
import * as log from "./log.ts";
import { openRedis } from "./redis.ts";
import { serve } from "./serve.ts";
import { openCache } from "./shop-cache.ts";
import { onOrderPlaced, openBus, type ShopEvents } from "./shop-events.ts";
import { random, work } from "./work.ts";

type User = { id: number; name: string; email: string; points: number };

const database = openDatabase();
const redis = openRedis();
const bus = redis && openBus(redis);
const cache = openCache<User>("users", redis);
const app = express();
app.use(express.json());

app.get("/users/:id", async (request, response) => {
  const id = z.coerce.number().int().positive().parse(request.params.id);
  const user = await cache.getOrLoad(String(id), () => findUser(id));
  if (user === undefined) response.status(404).json({ error: "no such user" });
  else response.json(user);
});

const credentials = z.object({ user: z.number().int(), password: z.string() });

app.post("/sessions", async (request, response) => {
  const { user, password } = credentials.parse(request.body);
  await askIdentityProvider();
  const known = await database.read(
    `SELECT id FROM shop.users
     WHERE id = $1 AND password_digest = encode(sha256(convert_to($2, 'UTF8')), 'hex')`,
    [user, password],
  );
  if (known.length === 1) {
    response.status(201).json({ user });
    return;
  }
  log.warn("log-in refused", { "user.id": String(user) });
  response.status(401).json({ error: "wrong user or password" });
});

async function findUser(id: number): Promise<User | undefined> {
  const [user] = await database.read<User>(
    "SELECT id, name, email, points FROM shop.users WHERE id = $1",
    [id],
  );
  return user;
}

/** A point for each whole euro; the cached user is true no more. */
async function addPoints({ userId, totalCents }: ShopEvents["order.placed"]): Promise<void> {
  await database.write("UPDATE shop.users SET points = points + $2 WHERE id = $1", [
    userId,
    Math.floor(totalCents / 100),
  ]);
  await cache.invalidate(String(userId));
}

/** During an error burst four calls in ten fail. */
async function askIdentityProvider(): Promise<void> {
  await work(18);
  if (isHappening("error-burst") && random() < 0.4) {
    throw new Error("identity provider refused the connection");
  }
}

if (bus) void onOrderPlaced(bus, "loyalty", addPoints);
repeatDuring("cache-flush", 500, () => cache.invalidateAll());

serve(app, async () => {
  await bus?.close();
  await cache.close();
  redis?.disconnect();
  await database.close();
});
