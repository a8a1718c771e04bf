import "./telemetry.ts";
import express, { type Request, type Response } from "express";
import { z } from "zod";
import { call, type Reply } from "./call.ts";
import * as log from "./log.ts";
import { serve } from "./serve.ts";
import { work } from "./work.ts";

const app = express();
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
const buyer = z.object({ user: z.number() });

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
  const user = await call({ service: "users", path: `/users/${buyer.parse(body).user}` });
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

serve(app, async () => {});
