import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { errorResponse } from "@/lib/contract/error.ts";
import { decodeStatus } from "@/lib/decode/export-response.ts";
import type { KeyPrincipal, Role } from "@/lib/domain/principal.ts";
import { accessOf, ROUTES, type RouteName } from "./route-table.ts";

const SECRETS: Record<Role, string> = {
  viewer: "secret-of-a-viewer",
  editor: "secret-of-an-editor",
  admin: "secret-of-an-admin",
  ingest: "secret-of-an-sdk",
};

// The stored keys of this test: the database is not asked.
vi.mock("@/lib/store/api-keys.ts", () => ({
  findApiKey: async (hash: string): Promise<KeyPrincipal | null> => {
    for (const role of ["viewer", "editor", "admin", "ingest"] as const) {
      const own = createHash("sha256").update(SECRETS[role]).digest("hex");
      if (own === hash) return { kind: "key", id: role, name: role, role };
    }
    return null;
  },
}));

const APP = fileURLToPath(new URL("../../app", import.meta.url));
const handlerModule = z.record(z.string(), z.unknown());

beforeAll(() => {
  process.env.HEADROOM_INGEST_AUTH = "off";
});

/** Sends a request to the route's own handler, as Next would. */
async function call(name: RouteName, headers: Record<string, string>): Promise<Response> {
  const [method = "", path = ""] = name.split(" ");
  const module = handlerModule.parse({ ...(await import(`${APP}${path}/route.ts`)) });
  const handler = module[method === "ANY" ? "GET" : method];
  if (typeof handler !== "function") throw new Error(`${name} has no handler`);
  const request = new Request(`http://127.0.0.1:3000${path.replace("[traceId]", "1".repeat(32))}`, {
    method: method === "ANY" ? "GET" : method,
    headers,
    ...(method === "POST" ? { body: "{}" } : {}),
  });
  const response: unknown = await handler(request, { params: Promise.resolve({}) });
  if (!(response instanceof Response)) throw new Error(`${name} gave no response`);
  return response;
}

const bearer = (role: Role) => ({ authorization: `Bearer ${SECRETS[role]}` });
const names = Object.keys(ROUTES).filter(
  (name): name is RouteName => name in ROUTES && !name.startsWith("PAGE "),
);
const ofKind = (kind: string) => names.filter((name) => accessOf(name).kind === kind);

describe("guarded routes", () => {
  it.each(ofKind("guarded"))(
    "%s refuses nobody, a wrong key, and one that may not",
    async (name) => {
      for (const headers of [{}, { authorization: "Bearer wrong" }, { cookie: "other=1" }]) {
        const response = await call(name, headers);
        expect(response.status).toBe(401);
        expect(response.headers.get("www-authenticate")).toMatch(/^Bearer/);
        expect(errorResponse.parse(await response.json()).error.code).toBe("unauthenticated");
      }
      const response = await call(name, bearer("ingest"));
      expect(response.status).toBe(403);
      expect(errorResponse.parse(await response.json()).error.code).toBe("forbidden");
    },
  );
});

describe("routes of ingest", () => {
  it.each(ofKind("ingest"))(
    "%s refuses what comes from elsewhere without a key, and keys that only read",
    async (name) => {
      const nobody = await call(name, { host: "127.0.0.1:3000" });
      expect(nobody.status).toBe(401);
      expect((await call(name, { authorization: "Bearer wrong" })).status).toBe(401);
      for (const role of ["viewer", "editor"] as const) {
        expect((await call(name, bearer(role))).status).toBe(403);
      }
      if (name.includes(" /v1/")) {
        expect(nobody.headers.get("content-type")).toBe("application/x-protobuf");
        expect(decodeStatus(new Uint8Array(await nobody.arrayBuffer()))).toMatchObject({
          code: 16,
        });
        const json = await call(name, { "content-type": "application/json" });
        expect(await json.json()).toMatchObject({ code: 16 });
      } else {
        expect(errorResponse.parse(await nobody.json()).error.code).toBe("unauthenticated");
      }
    },
  );

  it.each(ofKind("ingest"))(
    "%s lets a browser of this machine ask, and no other read",
    async (name) => {
      const path: RouteName | undefined = names.find(
        (other) => other === name.replace("POST", "OPTIONS"),
      );
      if (path === undefined) throw new Error("no preflight");
      const ours = await call(path, { origin: "http://localhost:5173" });
      expect(ours.status).toBe(204);
      expect(ours.headers.get("access-control-allow-origin")).toBe("http://localhost:5173");
      const foreign = await call(path, { origin: "https://evil.test" });
      expect(foreign.headers.has("access-control-allow-origin")).toBe(false);
    },
  );
});

describe("open routes", () => {
  const quiet = ofKind("open").filter((name) => !/ready|auth|log-out/.test(name));
  it.each(quiet)("%s asks nobody who they are", async (name) => {
    expect([200, 204, 404]).toContain((await call(name, {})).status);
  });

  it("of better-auth only what is needed is there", async () => {
    const response = await call("GET /api/auth/[...all]", {});
    expect(response.status).toBe(404);
  });

  it("log-out refuses a page of another origin", async () => {
    const response = await call("POST /api/log-out", { origin: "https://evil.test" });
    expect(response.status).toBe(403);
    expect(errorResponse.parse(await response.json()).error.code).toBe("cross_origin");
  });
});
