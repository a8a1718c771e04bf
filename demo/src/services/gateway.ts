import "./telemetry.ts";
import type { IncomingMessage } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { createRateLimiter } from "@headroom/sdk/rate-limiter";
import { createInputValidator } from "@headroom/sdk/validate-input";
import express, { type NextFunction, type Request, type Response } from "express";
import { z } from "zod";
import { USER_HEADER } from "../user-header.ts";
import { call, type Reply } from "./call.ts";
import { isHappening } from "./conditions.ts";
import * as log from "./log.ts";
import { openRedis } from "./redis.ts";
import { serve } from "./serve.ts";
import { random, work } from "./work.ts";

const redis = openRedis();
/** Nobody reads a shop faster than this by hand. */
const limiter = createRateLimiter({
  name: "api",
  requests: 40,
  windowSeconds: 10,
  ...(redis && { redis }),
});
const orderInput = createInputValidator({ name: "POST /api/orders" });
const app = express();
app.use(slowInstance);
app.use(limiter.middleware((request) => userOf(request) ?? request.socket.remoteAddress ?? ""));
app.use(express.json());

app.get("/api/catalog", (_request, response) =>
  forward(response, call({ service: "orders", path: "/products" })),
);
app.get("/api/catalog/:id", (request, response) =>
  forward(response, call({ service: "orders", path: `/products/${idOf(request)}` })),
);
app.get("/api/search", (request, response) => {
  const query = encodeURIComponent(String(request.query.q ?? ""));
  return forward(response, call({ service: "orders", path: `/search?q=${query}` }));
});
app.get("/api/users/:id", (request, response) =>
  forward(response, call({ service: "users", path: `/users/${idOf(request)}` })),
);
app.get("/api/users/:id/orders", (request, response) =>
  forward(response, call({ service: "orders", path: `/users/${idOf(request)}/orders` })),
);
app.get("/api/orders/:id", (request, response) =>
  forward(response, call({ service: "orders", path: `/orders/${idOf(request)}` })),
);
app.get("/api/orders/:id/receipt", (request, response) =>
  forward(response, receiptOf(idOf(request))),
);
app.post("/api/sessions", (request, response) =>
  forward(
    response,
    call({ service: "users", method: "POST", path: "/sessions", body: request.body }),
  ),
);
app.post("/api/orders", (request, response) => forward(response, placeOrder(request.body)));

const order = z.object({ userId: z.number() });
const basket = z.object({
  user: z.number().int(),
  lines: z.array(z.object({ product: z.number().int(), quantity: z.number().int().min(1) })).min(1),
});

const userOf = ({ headers }: IncomingMessage): string | undefined => {
  const user = headers[USER_HEADER];
  return typeof user === "string" ? user : undefined;
};

/** The machine of this instance is a slow one, for a while. */
async function slowInstance(_request: Request, _response: Response, next: NextFunction) {
  const isSlow = process.env.DEMO_INSTANCE === "gateway-2" && isHappening("slow-instance");
  if (isSlow) await sleep(300 + 400 * random());
  next();
}

/** The order and its buyer, rendered by e-mail's template. */
async function receiptOf(id: number): Promise<Reply> {
  const found = await call({ service: "orders", path: `/orders/${id}` });
  if (found.status !== 200) return found;
  const { userId } = order.parse(found.body);
  const user = await call({ service: "users", path: `/users/${userId}` });
  if (user.status !== 200) return user;
  const body = { order: found.body, user: user.body };
  return call({ service: "email", method: "POST", path: "/receipts", body });
}

/** Only a known user may buy. */
async function placeOrder(body: unknown): Promise<Reply> {
  const input = await orderInput.validate(basket, body);
  if (!input.valid)
    return { status: 400, body: { error: "invalid order", fields: input.problems } };
  const user = await call({ service: "users", path: `/users/${input.value.user}` });
  if (user.status !== 200) return user;
  return call({ service: "orders", method: "POST", path: "/orders", body });
}

/** Hands the reply on; a failure behind the gateway is a bad gateway, not its own. */
async function forward(response: Response, pending: Promise<Reply>): Promise<void> {
  const answered = pending.catch((error: unknown) => {
    log.error("upstream call failed", error);
    return { status: 502, body: { error: "upstream unreachable" } };
  });
  await work(2);
  const { status, body } = await answered;
  response.status(status >= 500 ? 502 : status).json(body);
}

function idOf(request: Request): number {
  return z.coerce.number().int().positive().parse(request.params.id);
}

serve(app, async () => {
  limiter.close();
  redis?.disconnect();
});
