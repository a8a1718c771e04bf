import { type CircuitBreaker, createCircuitBreaker } from "@headroom/sdk/circuit-breaker";
import { z } from "zod";
import { call } from "./call.ts";

/** The payment provider as orders sees it: behind a breaker, and never what a visitor waits or fails for. */
export const paymentBreaker: CircuitBreaker = createCircuitBreaker({
  name: "payments",
  trip: { failuresInARow: 4 },
  openMs: 10_000,
  trialCalls: 2,
  timeoutMs: 1_000,
});

const offer = z.object({ months: z.number(), monthlyCents: z.number() });
export type Offer = z.infer<typeof offer>;

/** What paying in instalments would come to; null: the provider does not say now. */
export const offerFor = (cents: number): Promise<Offer | null> =>
  paymentBreaker.execute<Offer | null>(
    async () => offer.parse(await ask("GET", `/offers?cents=${cents}`)),
    () => null,
  );

/** Whether the sum was charged; "pending": it will be once the provider is back. */
export const charge = (cents: number): Promise<"paid" | "pending"> =>
  paymentBreaker.execute<"paid" | "pending">(
    async () => {
      await ask("POST", "/charges", { cents });
      return "paid";
    },
    () => "pending",
  );

async function ask(method: "GET" | "POST", path: string, body?: unknown): Promise<unknown> {
  const reply = await call({ service: "payments", method, path, body });
  if (reply.status >= 500) throw new Error(`payments answered ${reply.status}`);
  return reply.body;
}
