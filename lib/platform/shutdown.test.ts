import { setTimeout as sleep } from "node:timers/promises";
import { beforeEach, expect, test } from "vitest";
import { onShutdown, shutDown } from "./shutdown.ts";

let stopped: string[];

beforeEach(() => {
  globalThis.headroomShutdown = undefined;
  stopped = [];
});

test("steps stop in their order, whatever the order of registration, and one waits for the other", async () => {
  onShutdown("postgres", () => void stopped.push("postgres"));
  onShutdown("pools", () => void stopped.push("pools"));
  onShutdown("web", async () => {
    await sleep(20);
    stopped.push("web");
  });
  expect(await shutDown()).toBe(true);
  expect(stopped).toEqual(["web", "pools", "postgres"]);
});

test("our own last spans leave while the receivers still take them", async () => {
  onShutdown("receivers", () => void stopped.push("receivers"));
  onShutdown("telemetry", () => void stopped.push("telemetry"));
  await shutDown();
  expect(stopped).toEqual(["telemetry", "receivers"]);
});

test("a step that throws is reported and does not keep the rest from stopping", async () => {
  onShutdown("receivers", () => {
    throw new Error("broken");
  });
  onShutdown("postgres", () => void stopped.push("postgres"));
  expect(await shutDown()).toBe(false);
  expect(stopped).toEqual(["postgres"]);
});

test("a step that hangs is left when the time is over, and Postgres still stops", async () => {
  onShutdown("web", () => new Promise(() => {}));
  onShutdown("jobs", () => new Promise(() => {}));
  onShutdown("postgres", async () => {
    await sleep(20);
    stopped.push("postgres");
  });
  const began = performance.now();
  expect(await shutDown(50)).toBe(false);
  expect(performance.now() - began).toBeLessThan(5_000);
  expect(stopped).toEqual(["postgres"]);
});

test("what was taken back is not stopped, and a second shutdown finds nothing", async () => {
  const takeBack = onShutdown("web", () => void stopped.push("web"));
  takeBack();
  onShutdown("jobs", () => void stopped.push("jobs"));
  await shutDown();
  await shutDown();
  expect(stopped).toEqual(["jobs"]);
});
