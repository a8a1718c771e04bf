import "./telemetry.ts";
import express from "express";
import { z } from "zod";
import { hasFault } from "./conditions.ts";
import { openDatabase } from "./database.ts";
import * as log from "./log.ts";
import { serve } from "./serve.ts";
import { openUserCache } from "./user-cache.ts";
import { random, work } from "./work.ts";

const database = openDatabase();
const cache = openUserCache(process.env.REDIS_URL);
const app = express();
app.use(express.json());

app.get("/users/:id", async (request, response) => {
  const id = z.coerce.number().int().positive().parse(request.params.id);
  const user = await cache.getOrLoad(id, () => findUser(id));
  if (user === undefined) response.status(404).json({ error: "no such user" });
  else response.json(user);
});

const credentials = z.object({ user: z.number().int(), password: z.string() });

app.post("/sessions", async (request, response) => {
  const { user, password } = credentials.parse(request.body);
  await askIdentityProvider();
  const { rowCount } = await database.query(
    `SELECT id FROM shop.users
     WHERE id = $1 AND password_digest = encode(sha256(convert_to($2, 'UTF8')), 'hex')`,
    [user, password],
  );
  if (rowCount === 1) {
    response.status(201).json({ user });
    return;
  }
  log.warn("log-in refused", { "user.id": String(user) });
  response.status(401).json({ error: "wrong user or password" });
});

async function findUser(id: number): Promise<unknown> {
  const { rows } = await database.query("SELECT id, name, email FROM shop.users WHERE id = $1", [
    id,
  ]);
  return rows[0];
}

/** During an error burst four calls in ten fail. */
async function askIdentityProvider(): Promise<void> {
  await work(18);
  if (hasFault("error-burst") && random() < 0.4) {
    throw new Error("identity provider refused the connection");
  }
}

serve(app, async () => {
  cache.close();
  await database.end();
});
