import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { guardedPost, ReceiverError } from "./guarded-post.ts";
import { checkedAddresses, TargetRefusedError } from "./target-guard.ts";

const MESSAGE = { body: "{}", headers: { "content-type": "application/json" } };
const servers: Server[] = [];

afterEach(async () => {
  await Promise.all(
    servers.splice(0).map((server) => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    }),
  );
});

/** The port of a receiver on an address of this machine, and the paths that reached it. */
async function receiver(address: string, answer: RequestListener, port = 0) {
  const reached: string[] = [];
  const server = createServer((request, response) => {
    reached.push(`${request.method} ${request.headers.host}${request.url}`);
    answer(request, response);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(port, address, resolve));
  return { port: (server.address() as AddressInfo).port, reached };
}

test("posts to an address that is allowed", async () => {
  const { port, reached } = await receiver("127.0.0.1", (_, response) => response.end());
  await guardedPost(`http://127.0.0.1:${port}/hook?a=1`, MESSAGE, { allow: ["127.0.0.0/8"] });
  expect(reached).toEqual([`POST 127.0.0.1:${port}/hook?a=1`]);
});

test.each([
  "http://127.0.0.1",
  "http://[::1]",
  "http://[::ffff:127.0.0.1]",
  "http://2130706433",
  "http://0x7f.1",
])("%s is refused without being reached", async (origin) => {
  const { port, reached } = await receiver("127.0.0.1", (_, response) => response.end());
  const post = guardedPost(`${origin}:${port}/`, MESSAGE, { allow: [] });
  await expect(post).rejects.toThrow(TargetRefusedError);
  expect(reached).toEqual([]);
});

test("a name with one address that is private is refused as a whole", async () => {
  const resolve = async () => ["93.184.216.34", "10.0.0.1"];
  await expect(checkedAddresses("two-faced.example", { allow: [], resolve })).rejects.toThrow(
    /two-faced\.example is at 10\.0\.0\.1.*HEADROOM_NOTIFY_ALLOW/,
  );
});

test("a name that changes its address after the check is reached where it was checked", async () => {
  const good = await receiver("127.0.0.2", (_, response) => response.end());
  const bad = await receiver("127.0.0.1", (_, response) => response.end(), good.port);
  let lookups = 0;
  const resolve = async () => (lookups++ === 0 ? ["127.0.0.2"] : ["127.0.0.1"]);
  await guardedPost(`http://rebinding.example:${good.port}/`, MESSAGE, {
    allow: ["127.0.0.2"],
    resolve,
  });
  expect([good.reached.length, bad.reached.length, lookups]).toEqual([1, 0, 1]);
  expect(good.reached[0]).toBe(`POST rebinding.example:${good.port}/`);
});

test("a redirect is not followed", async () => {
  const inner = await receiver("127.0.0.1", (_, response) => response.end());
  const outer = await receiver("127.0.0.2", (_, response) => {
    response.writeHead(307, { location: `http://127.0.0.1:${inner.port}/` }).end();
  });
  const post = guardedPost(`http://127.0.0.2:${outer.port}/`, MESSAGE, { allow: ["127.0.0.0/8"] });
  await expect(post).rejects.toThrow("answered 307: redirects are not followed");
  expect(inner.reached).toEqual([]);
});

test("an error says what the receiver said, and no more than its beginning", async () => {
  const { port } = await receiver("127.0.0.1", (_, response) => {
    response.writeHead(500).end(`no such channel ${"x".repeat(100_000)}`);
  });
  const post = guardedPost(`http://127.0.0.1:${port}/`, MESSAGE, { allow: ["127.0.0.1"] });
  await expect(post).rejects.toThrow(ReceiverError);
  await expect(post).rejects.toThrow(/^answered 500: no such channel x{184}$/);
});

test("a receiver that does not answer is given up", async () => {
  const { port } = await receiver("127.0.0.1", () => undefined);
  const reach = { allow: ["127.0.0.1"], timeoutMs: 100 };
  await expect(guardedPost(`http://127.0.0.1:${port}/`, MESSAGE, reach)).rejects.toThrow(
    "no answer within 0.1 s",
  );
});

test("other protocols are refused", async () => {
  await expect(guardedPost("file:///etc/passwd", MESSAGE, { allow: [] })).rejects.toThrow(
    TargetRefusedError,
  );
});
