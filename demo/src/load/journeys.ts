import { pickPopular, pickWeighted, type Random } from "../random.ts";

export type Journey = { method: "GET" | "POST"; path: string; body?: unknown };

export const USER_COUNT = 400;
export const PRODUCT_COUNT = 60;
/** Orders that exist from the start; people look at recent ones, so their ids are the most asked for. */
export const SEEDED_ORDERS = 2_000;

const SEARCHES = ["lamp", "chair", "desk", "shelf", "rug", "mirror"];

type Kind = { weight: number; make: (random: Random) => Journey };

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
  { weight: 14, make: (random) => ({ method: "GET", path: `/api/users/${pickUser(random)}` }) },
  {
    weight: 10,
    make: (random) => ({ method: "GET", path: `/api/users/${pickUser(random)}/orders` }),
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
    make: (random) => ({ method: "POST", path: "/api/sessions", body: credentials(random) }),
  },
  { weight: 6, make: (random) => ({ method: "POST", path: "/api/orders", body: basket(random) }) },
  // Links that went stale: a thing that people do, and no fault of the service.
  { weight: 0.4, make: () => ({ method: "GET", path: "/api/orders/99999999" }) },
];

/** What one visitor does next; the mix of a shop, far more looking than buying. */
export function nextJourney(random: Random): Journey {
  return pickWeighted(random, KINDS).make(random);
}

function pickUser(random: Random): number {
  return pickPopular(random, USER_COUNT);
}

function pickSearch(random: Random): string {
  return SEARCHES[Math.floor(random() * SEARCHES.length)] ?? "lamp";
}

/** One log-in in twenty-five has a wrong password. */
function credentials(random: Random): unknown {
  const user = pickUser(random);
  return { user, password: random() < 0.04 ? "mistyped" : `secret-${user}` };
}

function basket(random: Random): unknown {
  const lines = Array.from({ length: 1 + Math.floor(random() * 3) }, () => ({
    product: pickPopular(random, PRODUCT_COUNT),
    quantity: 1 + Math.floor(random() * 2),
  }));
  return { user: pickUser(random), lines };
}
