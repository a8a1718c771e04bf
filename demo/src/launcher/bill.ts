import { shopBill } from "../bill/shop-bill.ts";
import type { Settings } from "./settings.ts";

const TIMEOUT_MS = 60_000;
const DAY_MS = 86_400_000;
const sharedByAll = { kind: "shared", by: "requests", services: [] };
/** Whose the lines without a tag are; storage, the support plan and tax stay nobody's, as in real life. */
const RULES = [
  { dimension: "service", value: "Managed PostgreSQL", target: sharedByAll },
  { dimension: "service", value: "Managed Redis", target: sharedByAll },
  {
    ...{ dimension: "service", value: "Data transfer out" },
    target: { kind: "service", namespace: "", service: "gateway", environment: "demo" },
  },
];
const BUDGET = { name: "Demo shop", currency: "USD", amount: "1500", filters: {} };

type Costs = NonNullable<Settings["costs"]>;

/** Sends the bill of the shop, and again when a day has passed. Without an address it sends nothing. */
export async function startBilling(
  { costs }: Settings,
  { now, log }: { now: () => number; log: (line: string) => void },
): Promise<void> {
  if (costs === undefined) return;
  await sendBill(costs, now());
  await makeBudget(costs);
  await makeRules(costs);
  log("a made-up bill of the shop was sent");
  setInterval(() => {
    sendBill(costs, now()).catch((error: Error) => log(error.message));
  }, DAY_MS).unref();
}

async function sendBill(costs: Costs, nowMs: number): Promise<void> {
  const answer = await ask(costs, "/import?format=focus&source=demo", {
    method: "POST",
    headers: { "content-type": "text/csv" },
    body: shopBill(nowMs),
  });
  if (!answer.ok) throw new Error(`the bill was not taken: ${answer.status}`);
}

/** A budget, so that there is something to compare with; one that was changed or renamed stays as it is. */
async function makeBudget(costs: Costs): Promise<void> {
  const known = (await (await ask(costs, "/budgets", {})).json()) as { budgets?: unknown[] };
  if ((known.budgets ?? []).length > 0) return;
  await ask(costs, "/budgets", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(BUDGET),
  });
}

/** Rules, so that requests have a price; any that there are stay. */
async function makeRules(costs: Costs): Promise<void> {
  const known = (await (await ask(costs, "/mapping", {})).json()) as { rules?: unknown[] };
  if ((known.rules ?? []).length > 0) return;
  await ask(costs, "/mapping", {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ rules: RULES }),
  });
}

const ask = ({ url, key }: Costs, path: string, init: RequestInit): Promise<Response> =>
  fetch(`${url}${path}`, {
    ...init,
    headers: { ...init.headers, authorization: `Bearer ${key}` },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
