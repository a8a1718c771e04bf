import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { closePools } from "@/lib/platform/db.ts";
import { closePrisma, prisma } from "@/lib/store/prisma.ts";
import { createTestDatabase, type TestDatabase } from "@/lib/store/testing.ts";
import { createAuth } from "./auth.ts";
import { hashSecret } from "./auth-keys.ts";
import { LOGIN_LINK_MS, makeLoginLink } from "./login-link.ts";

const HTTP = "http://127.0.0.1:3000";
const HTTPS = "https://headroom.example.test";
const SECRET = "a secret of at least thirty-two characters";
const DAY_MS = 86_400_000;

let database: TestDatabase;
let nowMs = Date.now();

beforeAll(async () => {
  database = await createTestDatabase();
  process.env.DATABASE_URL = database.url;
});
afterAll(async () => {
  await closePrisma();
  await closePools();
  await database.drop();
});
beforeEach(() => {
  nowMs = Date.now();
});

const authAt = (publicUrl: string) =>
  createAuth({ client: prisma(), publicUrl, secret: SECRET, now: () => nowMs });

const visit = (publicUrl: string, link: string) =>
  authAt(publicUrl).handler(new Request(link, { headers: { "x-headroom-client": "127.0.0.1" } }));

const cookieOf = (response: Response): string =>
  response.headers.getSetCookie()[0]?.split(";")[0] ?? "";

const sessionOf = (publicUrl: string, cookie: string) =>
  authAt(publicUrl).api.getSession({ headers: new Headers({ cookie }) });

describe("the log-in link", () => {
  it("logs in as the administrator once, and leads to the dashboard", async () => {
    const link = await makeLoginLink(HTTP, nowMs);
    expect(link).toMatch(/^http:\/\/127\.0\.0\.1:3000\/api\/auth\/login-link\?token=[\w-]{43}$/);
    const first = await visit(HTTP, link);
    expect(first.status).toBe(302);
    expect(first.headers.get("location")).toBe("/");
    const found = await sessionOf(HTTP, cookieOf(first));
    expect(found?.user).toMatchObject({ id: "local-administrator", role: "admin" });
    expect(found?.session.expiresAt.getTime()).toBeGreaterThan(Date.now() + 29 * DAY_MS);

    const second = await visit(HTTP, link);
    expect(second.headers.get("location")).toBe("/login?link=used");
    expect(second.headers.getSetCookie()).toEqual([]);
  });

  it("keeps no token, only its hash", async () => {
    const token = new URL(await makeLoginLink(HTTP, nowMs)).searchParams.get("token") ?? "";
    expect(await prisma().loginLink.count({ where: { tokenHash: token } })).toBe(0);
    expect(await prisma().loginLink.count({ where: { tokenHash: hashSecret(token) } })).toBe(1);
  });

  it("is good for a day", async () => {
    const early = await makeLoginLink(HTTP, nowMs);
    const late = await makeLoginLink(HTTP, nowMs);
    nowMs += LOGIN_LINK_MS - 1;
    expect((await visit(HTTP, early)).headers.get("location")).toBe("/");
    nowMs += 1;
    expect((await visit(HTTP, late)).headers.get("location")).toBe("/login?link=expired");
  });

  it("is forgotten a week after it ended", async () => {
    await makeLoginLink(HTTP, nowMs - LOGIN_LINK_MS - 7 * DAY_MS - 1);
    await makeLoginLink(HTTP, nowMs - LOGIN_LINK_MS - 7 * DAY_MS + 1_000);
    await makeLoginLink(HTTP, nowMs);
    const old = { expiresAt: { lt: new Date(nowMs - DAY_MS) } };
    expect(await prisma().loginLink.count({ where: old })).toBe(1);
  });

  it("is refused when nobody made it", async () => {
    const made = `${HTTP}/api/auth/login-link?token=guess`;
    expect((await visit(HTTP, made)).headers.get("location")).toBe("/login?link=unknown");
  });

  it("logs in one of many who use it at once", async () => {
    const link = await makeLoginLink(HTTP, nowMs);
    const answers = await Promise.all(Array.from({ length: 8 }, () => visit(HTTP, link)));
    const locations = answers.map((answer) => answer.headers.get("location"));
    expect(locations.filter((location) => location === "/")).toHaveLength(1);
    expect(locations.filter((location) => location === "/login?link=used")).toHaveLength(7);
  });

  it("leaves a changed administrator as it is", async () => {
    await visit(HTTP, await makeLoginLink(HTTP, nowMs));
    await prisma().user.update({ where: { id: "local-administrator" }, data: { name: "Ada" } });
    const answer = await visit(HTTP, await makeLoginLink(HTTP, nowMs));
    expect((await sessionOf(HTTP, cookieOf(answer)))?.user.name).toBe("Ada");
  });
});

describe("the session's cookie", () => {
  it("is out of reach of scripts and of other sites", async () => {
    const answer = await visit(HTTP, await makeLoginLink(HTTP, nowMs));
    const cookie = answer.headers.getSetCookie()[0] ?? "";
    expect(cookie).toMatch(/^headroom\.session=/);
    expect(cookie).toMatch(/HttpOnly/i);
    expect(cookie).toMatch(/SameSite=Lax/i);
    expect(cookie).not.toMatch(/Secure/i);
  });

  it("is bound to the host over TLS", async () => {
    const answer = await visit(HTTPS, await makeLoginLink(HTTPS, nowMs));
    const cookie = answer.headers.getSetCookie()[0] ?? "";
    expect(cookie).toMatch(/^__Host-headroom\.session=/);
    expect(cookie).toMatch(/; Secure/i);
    expect(cookie).toMatch(/; Path=\/(;|$)/i);
    expect(cookie).not.toMatch(/Domain/i);
    expect((await sessionOf(HTTPS, cookieOf(answer)))?.user.role).toBe("admin");
  });

  it("is worth nothing when changed, signed by another install, or after logging out", async () => {
    const answer = await visit(HTTP, await makeLoginLink(HTTP, nowMs));
    const cookie = cookieOf(answer);
    expect(await sessionOf(HTTP, `${cookie.slice(0, 25)}X${cookie.slice(26)}`)).toBeNull();
    const other = createAuth({
      client: prisma(),
      publicUrl: HTTP,
      secret: `${SECRET}!`,
      now: () => nowMs,
    });
    expect(await other.api.getSession({ headers: new Headers({ cookie }) })).toBeNull();
    expect(await sessionOf(HTTP, cookie)).not.toBeNull();
    await authAt(HTTP).api.signOut({ headers: new Headers({ cookie }) });
    expect(await sessionOf(HTTP, cookie)).toBeNull();
  });
});
