import { createHash, randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { closePools } from "@/lib/platform/db.ts";
import { closePrisma, prisma } from "@/lib/store/prisma.ts";
import { createTestDatabase, type TestDatabase } from "@/lib/store/testing.ts";
import { auth } from "./auth.ts";
import { errorAnswer } from "./http-errors.ts";
import { createLoginLink } from "./login-link.ts";
import { forgetSession, principalOf } from "./principal.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  process.env.DATABASE_URL = database.url;
  process.env.HEADROOM_SECRET_KEY = "a secret of at least thirty-two characters";
});
afterAll(async () => {
  await closePrisma();
  await closePools();
  await database.drop();
});

const whoSends = (headers: Record<string, string>) =>
  principalOf({ headers: new Headers(headers) });

async function storeKey(secret: string, role: string): Promise<string> {
  const id = randomUUID();
  const secretHash = createHash("sha256").update(secret).digest("hex");
  await prisma().apiKey.create({ data: { id, name: "ci", secretHash, role } });
  return id;
}

async function logIn(): Promise<string> {
  const answer = await auth().handler(new Request(await createLoginLink()));
  return answer.headers.getSetCookie()[0]?.split(";")[0] ?? "";
}

describe("keys", () => {
  it("are found by their hash", async () => {
    const id = await storeKey("a-viewer", "viewer");
    expect(await whoSends({ authorization: "Bearer a-viewer" })).toEqual({
      kind: "key",
      id,
      name: "ci",
      role: "viewer",
    });
    expect(await whoSends({ authorization: "Bearer a-viewe" })).toMatchObject({ presented: true });
  });

  it("are nobody's when revoked, or when their role is none", async () => {
    const id = await storeKey("revoked", "admin");
    await prisma().apiKey.update({ where: { id }, data: { revokedAt: new Date() } });
    expect((await whoSends({ authorization: "Bearer revoked" })).kind).toBe("anonymous");
    await storeKey("strange", "root");
    expect((await whoSends({ authorization: "Bearer strange" })).kind).toBe("anonymous");
  });
});

describe("sessions", () => {
  it("stand for their person until they end", async () => {
    const cookie = await logIn();
    const headers = { cookie: `theme=dark; ${cookie}` };
    expect(await whoSends(headers)).toMatchObject({ kind: "user", role: "admin" });
    await auth().api.signOut({ headers: new Headers(headers) });
    forgetSession({ headers: new Headers(headers) });
    expect(await whoSends(headers)).toEqual({ kind: "anonymous", presented: true });
  });

  it("yield to a key that comes with them, even a wrong one", async () => {
    const cookie = await logIn();
    expect(await whoSends({ cookie, authorization: "Bearer wrong" })).toEqual({
      kind: "anonymous",
      presented: true,
    });
  });

  it("that expired are none", async () => {
    const cookie = await logIn();
    await prisma().session.updateMany({ data: { expiresAt: new Date(Date.now() - 1) } });
    expect(await whoSends({ cookie })).toEqual({ kind: "anonymous", presented: true });
  });

  it("are none without a cookie of ours", async () => {
    expect(await whoSends({ cookie: "better-auth.session_token=x" })).toEqual({
      kind: "anonymous",
      presented: false,
    });
  });
});

describe("while the database is away", () => {
  it("nobody is taken for a stranger: the answer is to come back later", async () => {
    const cookie = await logIn();
    const link = await createLoginLink();
    await closePrisma();
    await closePools();
    globalThis.headroomAuth = undefined;
    process.env.DATABASE_URL = "postgres://nobody@127.0.0.1:1/none";
    for (const ask of [
      () => whoSends({ cookie }),
      () => whoSends({ authorization: "Bearer not-seen-before" }),
      () => auth().handler(new Request(link)),
    ]) {
      const error: unknown = await ask().catch((reason: unknown) => reason);
      expect(errorAnswer(error).status).toBe(503);
    }
  });
});
