import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import type { KeyPrincipal } from "@/lib/domain/principal.ts";
import { createKeyResolver, KEY_CACHE_MS } from "./auth-keys.ts";

const ci: KeyPrincipal = { kind: "key", id: "k1", name: "ci", role: "ingest" };
const ADMIN = "an admin key of some length";

function fixture() {
  const keys = new Map([[createHash("sha256").update("s3cret").digest("hex"), ci]]);
  const state = { lookUps: 0, nowMs: 1_000_000, keys };
  const resolve = createKeyResolver({
    adminKey: ADMIN.replaceAll(" ", "-"),
    findKey: async (hash) => {
      state.lookUps += 1;
      return keys.get(hash) ?? null;
    },
    now: () => state.nowMs,
  });
  return { state, resolve };
}

it("tells no key from a wrong one", async () => {
  const { resolve, state } = fixture();
  expect(await resolve(null)).toEqual({ kind: "anonymous", presented: false });
  expect(await resolve("Basic dTpw")).toEqual({ kind: "anonymous", presented: true });
  expect(state.lookUps).toBe(0);
  expect(await resolve("Bearer wrong")).toEqual({ kind: "anonymous", presented: true });
  expect(await resolve("Bearer an-admin-key-of-some-lengtH")).toMatchObject({ presented: true });
});

it("knows the admin key without the database", async () => {
  const { resolve, state } = fixture();
  expect(await resolve("Bearer an-admin-key-of-some-length")).toMatchObject({
    id: "admin-key",
    role: "admin",
  });
  expect(state.lookUps).toBe(0);
});

it("believes a found key for a while, then looks again", async () => {
  const { resolve, state } = fixture();
  expect(await resolve("Bearer s3cret")).toEqual(ci);
  state.keys.clear();
  state.nowMs += KEY_CACHE_MS - 1;
  expect(await resolve("Bearer s3cret")).toEqual(ci);
  expect(state.lookUps).toBe(1);
  state.nowMs += 2;
  expect(await resolve("Bearer s3cret")).toEqual({ kind: "anonymous", presented: true });
  expect(state.lookUps).toBe(2);
});

it("lets no secret in when no admin key is set", async () => {
  const resolve = createKeyResolver({ adminKey: null, findKey: async () => null, now: () => 0 });
  expect(await resolve("Bearer null")).toEqual({ kind: "anonymous", presented: true });
});
