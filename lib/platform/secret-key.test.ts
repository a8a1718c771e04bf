import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { deriveKey, installSecret } from "./secret-key.ts";

let dataDir = "";
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "secret-key-"));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

it("keeps one secret, for the owner alone", () => {
  const inside = join(dataDir, "not", "yet");
  const made = installSecret({ secretKey: null, dataDir: inside });
  expect(made.length).toBeGreaterThanOrEqual(43);
  expect(installSecret({ secretKey: null, dataDir: inside })).toBe(made);
  expect(statSync(join(inside, "secret-key")).mode & 0o777).toBe(0o600);
});

it("prefers the given one and writes nothing then", () => {
  expect(installSecret({ secretKey: "given by the environment", dataDir })).toBe(
    "given by the environment",
  );
  expect(() => statSync(join(dataDir, "secret-key"))).toThrow();
});

it("does not replace a damaged file", () => {
  writeFileSync(join(dataDir, "secret-key"), "");
  expect(() => installSecret({ secretKey: null, dataDir })).toThrow(/damaged/);
});

it("derives a key for each purpose", () => {
  expect(deriveKey("a secret", "sessions")).toMatch(/^[0-9a-f]{64}$/);
  expect(deriveKey("a secret", "sessions")).toBe(deriveKey("a secret", "sessions"));
  expect(deriveKey("a secret", "sessions")).not.toBe(deriveKey("a secret", "channels"));
  expect(deriveKey("a secret", "sessions")).not.toBe(deriveKey("another", "sessions"));
});
