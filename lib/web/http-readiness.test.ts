import { createServer } from "node:net";
import { expect, it } from "vitest";
import { freePort } from "@/lib/platform/ports.ts";
import { findMissing, isListening } from "./http-readiness.ts";

const yes = async () => true;
const no = async () => false;
const broken = async () => {
  throw new Error("away");
};

it("names what is missing, in order, and takes a failed question for a no", async () => {
  expect(await findMissing({ database: yes, migrations: yes, ingest: yes })).toEqual([]);
  expect(await findMissing({ database: broken, migrations: broken, ingest: yes })).toEqual([
    "database",
    "migrations",
  ]);
  expect(await findMissing({ database: yes, migrations: no, ingest: no })).toEqual([
    "migrations",
    "ingest",
  ]);
});

it("knows whether something listens", async () => {
  const port = await freePort();
  expect(await isListening("127.0.0.1", port)).toBe(false);
  const server = createServer();
  await new Promise<void>((done) => server.listen(port, "127.0.0.1", done));
  expect(await isListening("0.0.0.0", port)).toBe(true);
  await new Promise((done) => server.close(done));
});
