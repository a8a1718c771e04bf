import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { NotFoundError } from "@/lib/domain/problem.ts";
import { createRateLimit } from "@/lib/platform/rate-limit.ts";
import { apiRoute, openRoute } from "./http.ts";

const KEY = "an-admin-key-of-some-length";
process.env.HEADROOM_ADMIN_KEY = KEY;
// Its handlers read nothing: a pool that nobody asks does not connect.
process.env.DATABASE_URL = "postgres://127.0.0.1:1/none";

beforeEach(() => {
  globalThis.headroomRateLimit = createRateLimit({ redis: null, points: { read: 2, write: 1 } });
});
afterEach(() => {
  globalThis.headroomRateLimit = undefined;
});

const schema = z.object({ limit: z.coerce.number().int().min(1).default(10) });
const get = apiRoute("GET /api/v1/services", { query: schema }, ({ query, principal }) => {
  if (query.limit === 404) throw new NotFoundError("nothing");
  if (query.limit === 500) throw new TypeError("secret detail");
  return { limit: query.limit, who: principal.kind === "key" ? principal.id : null };
});

const ask = (search: string, key: string | null = KEY) =>
  get(
    new Request(`http://127.0.0.1:3000/api/v1/services${search}`, {
      headers: key === null ? {} : { authorization: `Bearer ${key}` },
    }),
    { params: Promise.resolve({}) },
  );

describe("apiRoute", () => {
  it("gives the handler what it parsed and who asks, and answers JSON that nobody keeps", async () => {
    const response = await ask("?limit=7");
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ limit: 7, who: "admin-key" });
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(response.headers.get("ratelimit")).toMatch(/^"read";r=1;t=\d+$/);
  });

  it("checks who asks before the rate, and the rate before the parameters", async () => {
    const noneSpent = await ask("?limit=zero", null);
    expect(noneSpent.status).toBe(401);
    const first = await ask("?limit=zero");
    expect(first.status).toBe(400);
    expect(await first.json()).toMatchObject({ error: { field: "limit" } });
    expect((await ask("?banana=1")).status).toBe(400);
    const over = await ask("?banana=1");
    expect(over.status).toBe(429);
    expect(Number(over.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(over.headers.get("ratelimit")).toMatch(/r=0/);
    expect((await ask("?banana=1", null)).status).toBe(401);
  });

  it("turns errors into answers and keeps its inner faults to itself", async () => {
    expect((await ask("?limit=404")).status).toBe(404);
    const fault = await ask("?limit=500");
    expect(fault.status).toBe(500);
    expect(await fault.text()).not.toContain("secret detail");
  });

  it("does not build for a route that the table leaves open, nor the other way round", () => {
    expect(() => apiRoute("GET /api/health/live", { query: schema }, () => null)).toThrow();
    expect(() => openRoute("GET /api/v1/services", () => null)).toThrow();
  });
});
