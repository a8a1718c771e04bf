import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { createBus } from "./bus.ts";

const REDIS = ["/usr/bin/redis-server", "/usr/local/bin/redis-server"].find(existsSync);

const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });

test("without Redis there is nobody to tell", async () => {
  const bus = createBus(null, "a");
  const heard = vi.fn();
  bus.subscribe("live", heard);
  bus.publish("live", "x");
  await bus.close();
  expect(heard).not.toHaveBeenCalled();
});

test.skipIf(REDIS === undefined)("others hear, the sender does not", async () => {
  const port = await freePort();
  const args = ["--port", String(port), "--bind", "127.0.0.1", "--save", ""];
  const redis = spawn(REDIS ?? "", args, { stdio: "ignore" });
  onTestFinished(() => void redis.kill());
  const buses = ["a", "b"].map((name) => createBus(`redis://127.0.0.1:${port}`, name));
  onTestFinished(async () => void (await Promise.all(buses.map((bus) => bus.close()))));
  const heard = { a: vi.fn(), b: vi.fn() };
  buses[0]?.subscribe("live", heard.a);
  buses[1]?.subscribe("live", heard.b);
  await vi.waitFor(
    () => {
      buses[0]?.publish("live", "two words");
      expect(heard.b).toHaveBeenCalledWith("two words");
    },
    { timeout: 10_000, interval: 100 },
  );
  expect(heard.a).not.toHaveBeenCalled();
});
