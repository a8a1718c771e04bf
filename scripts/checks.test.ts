import { expect, test } from "vitest";
import { missingPackages, requireNode } from "./bootstrap.mjs";
import { countPlaywright, countVitest, sum, summary } from "./checks.mjs";

test("a Node that is too old is refused with the version that is needed", () => {
  expect(() => requireNode("20.18.3")).toThrow(/needs Node 20\.19 or newer, this is 20\.18\.3/);
  expect(() => requireNode("18.20.0")).toThrow(/needs Node/);
  expect(() => requireNode("20.19.0")).not.toThrow();
  expect(() => requireNode("24.1.0")).not.toThrow();
});

test("packages are missing when absent or of another version; those of other platforms are not", () => {
  const locked = {
    "": { version: "1.0.0" },
    sdk: { version: "1.0.0" },
    "node_modules/@headroom/sdk": { link: true },
    "node_modules/same": { version: "1.0.0" },
    "node_modules/older": { version: "2.0.0" },
    "node_modules/absent": { version: "1.0.0" },
    "sdk/node_modules/nested": { version: "3.0.0" },
    "node_modules/for-linux": { version: "1.0.0", optional: true, os: ["linux"], cpu: ["x64"] },
    "node_modules/for-mac": { version: "1.0.0", optional: true, os: ["darwin"], cpu: ["arm64"] },
    "node_modules/maybe": { version: "1.0.0", optional: true },
  };
  const installed = {
    "node_modules/same": { version: "1.0.0" },
    "node_modules/older": { version: "1.9.0" },
  };
  expect(missingPackages(locked, installed, { os: "linux", cpu: "x64" })).toEqual([
    "node_modules/older",
    "node_modules/absent",
    "sdk/node_modules/nested",
    "node_modules/for-linux",
  ]);
});

test("a test file that does not load counts as a failure", () => {
  const count = countVitest({
    numPassedTests: 3,
    numFailedTests: 1,
    numPendingTests: 2,
    numTodoTests: 0,
    testResults: [
      { status: "passed", assertionResults: [{}, {}, {}, {}, {}, {}] },
      { status: "failed", assertionResults: [] },
    ],
  });
  expect(count).toEqual({ passed: 3, failed: 2, skipped: 2 });
});

test("up to three browser tests may need a second try; more are failures", () => {
  const stats = { expected: 5, unexpected: 1, flaky: 3, skipped: 1 };
  expect(countPlaywright({ stats })).toEqual({ passed: 8, failed: 1, skipped: 1 });
  expect(countPlaywright({ stats, errors: [{}] }).failed).toBe(2);
  expect(countPlaywright({ stats: { ...stats, flaky: 4 } })).toMatchObject({
    passed: 5,
    failed: 5,
  });
});

test("the last line names what was skipped only when something was", () => {
  const none = { passed: 0, failed: 0, skipped: 0 };
  const total = sum([
    none,
    { passed: 2, failed: 1, skipped: 0 },
    { passed: 3, failed: 0, skipped: 0 },
  ]);
  expect(summary(total)).toBe("5 passed, 1 failed");
  expect(summary({ ...total, skipped: 4 })).toBe("5 passed, 1 failed, 4 skipped");
});
