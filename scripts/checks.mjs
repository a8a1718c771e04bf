// @ts-check
// How a check or a test runner is run, shown and counted. Node's built-ins only.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "./bootstrap.mjs";

/** @typedef {{ passed: number, failed: number, skipped: number }} Count */
/** @typedef {{ name: string, args: string[] }} Check `args` of node, in the repository */

/** @type {Check[]} */
export const STATIC_CHECKS = [
  { name: "format and lint", args: ["node_modules/@biomejs/biome/bin/biome", "check", "."] },
  { name: "types", args: ["node_modules/typescript/bin/tsc", "--noEmit"] },
  {
    name: "import direction",
    args: [
      "node_modules/dependency-cruiser/bin/dependency-cruise.mjs",
      "--config",
      ".dependency-cruiser.cjs",
      ...[
        "app",
        "components",
        "lib",
        "sdk",
        "demo",
        "e2e",
        "scripts",
        "instrumentation.ts",
        "proxy.ts",
      ].filter((path) => existsSync(join(ROOT, path))),
    ],
  },
  { name: "dead code", args: ["node_modules/knip/bin/knip.js"] },
  { name: "file rules", args: ["scripts/check-files.mjs"] },
];

/**
 * Runs checks, two at a time, each counting as one. The output of a check that fails is shown.
 * @param {Check[]} checks
 * @returns {Promise<Count>}
 */
export async function runChecks(checks) {
  const queue = [...checks];
  const total = { passed: 0, failed: 0, skipped: 0 };
  const work = async () => {
    for (let check = queue.shift(); check; check = queue.shift()) {
      const { code, output, seconds } = await capture(check.args);
      report({ name: check.name, ok: code === 0, seconds, output: code === 0 ? "" : output });
      total[code === 0 ? "passed" : "failed"] += 1;
    }
  };
  await Promise.all([work(), work()]);
  return total;
}

/**
 * Runs a project of vitest and counts its tests; a file that does not even load counts as one failure.
 * @param {string} project
 * @returns {Promise<Count>}
 */
export async function runVitest(project) {
  const { report: parsed, ...run } = await withReport((path) => ({
    args: [
      "node_modules/vitest/vitest.mjs",
      "run",
      `--project=${project}`,
      "--reporter=dot",
      "--reporter=json",
      `--outputFile.json=${path}`,
    ],
    environment: process.env,
  }));
  const count = parsed === null ? { passed: 0, failed: 1, skipped: 0 } : countVitest(parsed);
  return finish(`${project} tests`, run, count);
}

/**
 * Runs Playwright and counts its tests, of which a few may pass at their second try; the output names them.
 * @param {NodeJS.ProcessEnv} environment
 * @returns {Promise<Count>}
 */
export async function runPlaywright(environment) {
  const { report: parsed, ...run } = await withReport((path) => ({
    args: ["node_modules/@playwright/test/cli.js", "test", "--reporter=line,json"],
    environment: { ...environment, PLAYWRIGHT_JSON_OUTPUT_FILE: path },
  }));
  const count = parsed === null ? { passed: 0, failed: 1, skipped: 0 } : countPlaywright(parsed);
  return finish("browser tests", run, count);
}

/**
 * @param {{ numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number, testResults: { status: string, assertionResults: unknown[] }[] }} report
 * @returns {Count}
 */
export function countVitest(report) {
  const broken = report.testResults.filter(
    (file) => file.status === "failed" && file.assertionResults.length === 0,
  ).length;
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** So many browser tests may need a second try: a busy machine is slow at times, a broken product every time. */
const MOST_SECOND_TRIES = 3;

/**
 * @param {{ stats: { expected: number, unexpected: number, flaky: number, skipped: number }, errors?: unknown[] }} report
 * @returns {Count}
 */
export function countPlaywright({ stats, errors = [] }) {
  const excused = stats.flaky <= MOST_SECOND_TRIES ? stats.flaky : 0;
  return {
    passed: stats.expected + excused,
    failed: stats.unexpected + stats.flaky - excused + errors.length,
    skipped: stats.skipped,
  };
}

/**
 * The last line of `npm test`.
 * @param {Count} total
 */
export function summary({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

/**
 * @param {Count[]} counts
 * @returns {Count}
 */
export function sum(counts) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const count of counts) {
    total.passed += count.passed;
    total.failed += count.failed;
    total.skipped += count.skipped;
  }
  return total;
}

/**
 * A runner that ends badly with no failure of its own (it crashed, an error between tests) has failed once.
 * @param {string} name
 * @param {{ code: number, output: string, seconds: number }} run
 * @param {Count} count
 */
function finish(name, run, count) {
  const total = run.code !== 0 && count.failed === 0 ? { ...count, failed: 1 } : count;
  const ok = total.failed === 0;
  report({
    name: `${name}: ${summary(total)}`,
    ok,
    seconds: run.seconds,
    output: ok ? "" : run.output,
  });
  return total;
}

/** @param {(path: string) => { args: string[], environment: NodeJS.ProcessEnv }} command */
async function withReport(command) {
  const directory = mkdtempSync(join(tmpdir(), "headroom-report-"));
  const path = join(directory, "report.json");
  try {
    const { args, environment } = command(path);
    const run = await capture(args, environment);
    return { ...run, report: existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : null };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** @param {{ name: string, ok: boolean, seconds: number, output: string }} result */
function report({ name, ok, seconds, output }) {
  console.log(`${ok ? "ok  " : "FAIL"}  ${name} (${seconds.toFixed(1)} s)`);
  if (output) console.log(`${output.trimEnd()}\n`);
}

/**
 * @param {string[]} args of node
 * @param {NodeJS.ProcessEnv} [environment]
 * @returns {Promise<{ code: number, output: string, seconds: number }>}
 */
export function capture(args, environment = process.env) {
  return new Promise((resolve) => {
    const began = performance.now();
    const child = spawn(process.execPath, args, {
      cwd: ROOT,
      env: { ...environment, FORCE_COLOR: "0" },
    });
    const end = () => child.kill("SIGTERM");
    process.once("exit", end);
    let output = "";
    child.stdout.on("data", (chunk) => {
      output += chunk;
    });
    child.stderr.on("data", (chunk) => {
      output += chunk;
    });
    child.once("close", (code) => {
      process.off("exit", end);
      resolve({ code: code ?? 1, output, seconds: (performance.now() - began) / 1_000 });
    });
  });
}
