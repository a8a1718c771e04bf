import { once } from "node:events";
import { createServer } from "node:net";
import { expect, test } from "vitest";
import { freePort, isPortFree } from "./ports.ts";

test("a free port is free, and one on which a program listens is not", async () => {
  const port = await freePort();
  expect(await isPortFree("127.0.0.1", port)).toBe(true);
  const server = createServer().listen(port, "127.0.0.1");
  await once(server, "listening");
  expect(await isPortFree("127.0.0.1", port)).toBe(false);
  server.close();
});

test("a host that is not of this machine is an error, not a taken port", async () => {
  await expect(isPortFree("203.0.113.1", 4318)).rejects.toThrow(/EADDRNOTAVAIL/);
});
