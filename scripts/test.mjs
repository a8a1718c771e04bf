// @ts-check
// `npm test`: everything, from a fresh clone. Ends with one line: the sum over all checks and test runners.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import {
  BootstrapError,
  ensureBuild,
  ensureBundles,
  ensurePackages,
  ensurePrismaClient,
  ensureTypes,
  ROOT,
  requireNode,
} from "./bootstrap.mjs";
import { runChecks, runPlaywright, runVitest, STATIC_CHECKS, sum, summary } from "./checks.mjs";
import { ensureChromium, ensureRedis } from "./test-tools.mjs";

/** @typedef {import("./checks.mjs").Count} Count */

const began = performance.now();
/** @type {Count[]} */
const counts = [];

try {
  requireNode();
  process.chdir(ROOT);
  await ensurePackages();
  await ensurePrismaClient();
  await ensureTypes();
  await ensureRedis();
  counts.push(await runChecks(STATIC_CHECKS));
  counts.push(await runVitest("unit"));
  counts.push(await runVitest("db"));
  counts.push(await build());
  if (hasBrowserTests()) counts.push(await testInBrowser());
} catch (error) {
  console.error(error instanceof BootstrapError ? `headroom: ${error.message}` : error);
  counts.push({ passed: 0, failed: 1, skipped: 0 });
}
const total = sum(counts);
console.log(`took ${Math.round((performance.now() - began) / 1_000)} s`);
console.log(summary(total));
process.exit(total.failed === 0 ? 0 : 1);

/** @returns {Promise<Count>} */
async function build() {
  const start = performance.now();
  try {
    await ensureBundles();
    await ensureBuild();
    console.log(`ok    build (${((performance.now() - start) / 1_000).toFixed(1)} s)`);
    return { passed: 1, failed: 0, skipped: 0 };
  } catch (error) {
    console.log("FAIL  build", error instanceof Error ? error.message : error);
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

function hasBrowserTests() {
  const folder = join(ROOT, "e2e");
  return (
    existsSync(folder) &&
    readdirSync(folder, { recursive: true }).some((name) => String(name).endsWith(".spec.ts"))
  );
}

/**
 * Against the built application, which the tests' fixtures start themselves.
 * @returns {Promise<Count>}
 */
async function testInBrowser() {
  return runPlaywright({ ...process.env, CHROMIUM_PATH: await ensureChromium() });
}
