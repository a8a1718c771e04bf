import { pickHeavyTailed, pickPopular, pickWeighted, type Random } from "../random.ts";

/** `user` names who asks, in the telemetry too. */
export type Journey = Step & { user: string };

type Step = { method: "GET" | "POST"; path: string; body?: unknown };

/** A few come all the time, most once in a while. */
export const USER_COUNT = 20_000;
export const PRODUCT_COUNT = 60;
/** Orders that exist from the start; people look at recent ones, so their ids are the most asked for. */
export const SEEDED_ORDERS = 2_000;

const SEARCHES = ["lamp", "chair", "desk", "shelf", "rug", "mirror"];

type Kind = { weight: number; make: (random: Random, user: number) => Step };

const KINDS: readonly Kind[] = [
  { weight: 30, make: () => ({ method: "GET", path: "/api/catalog" }) },
  {
    weight: 14,
    make: (random) => ({
      method: "GET",
      path: `/api/catalog/${pickPopular(random, PRODUCT_COUNT)}`,
    }),
  },
  { weight: 8, make: (random) => ({ method: "GET", path: `/api/search?q=${pickSearch(random)}` }) },
  { weight: 14, make: (_random, user) => ({ method: "GET", path: `/api/users/${user}` }) },
  {
    weight: 10,
    make: (_random, user) => ({ method: "GET", path: `/api/users/${user}/orders` }),
  },
  {
    weight: 9,
    make: (random) => ({
      method: "GET",
      path: `/api/orders/${pickPopular(random, SEEDED_ORDERS)}`,
    }),
  },
  {
    weight: 4,
    make: (random) => ({
      method: "GET",
      path: `/api/orders/${pickPopular(random, SEEDED_ORDERS)}/receipt`,
    }),
  },
  {
    weight: 6,
    make: (random, user) => ({
      method: "POST",
      path: "/api/sessions",
      body: credentials(random, user),
    }),
  },
  {
    weight: 6,
    make: (random, user) => ({ method: "POST", path: "/api/orders", body: basket(random, user) }),
  },
  // Links that went stale: a thing that people do, and no fault of the service.
  { weight: 0.4, make: () => ({ method: "GET", path: "/api/orders/99999999" }) },
];

/** What one visitor does next; the mix of a shop, far more looking than buying. */
export function nextJourney(random: Random): Journey {
  const user = pickHeavyTailed(random, USER_COUNT);
  return { user: `user-${user}`, ...pickWeighted(random, KINDS).make(random, user) };
}

function pickSearch(random: Random): string {
  return SEARCHES[Math.floor(random() * SEARCHES.length)] ?? "lamp";
}

/** One log-in in twenty-five has a wrong password. */
function credentials(random: Random, user: number): unknown {
  return { user, password: random() < 0.04 ? "mistyped" : `secret-${user}` };
}

/** One in a hundred asks for none of something, which no order takes. */
function basket(random: Random, user: number): unknown {
  const lines = Array.from({ length: 1 + Math.floor(random() * 3) }, () => ({
    product: pickPopular(random, PRODUCT_COUNT),
    quantity: random() < 0.01 ? 0 : 1 + Math.floor(random() * 2),
  }));
  return { user, lines };
}
