// @ts-check
// What the tests need of the machine: a Chromium and a Redis. What exists is used, what is missing is fetched.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { delimiter, join } from "node:path";
import { BootstrapError, run } from "./bootstrap.mjs";

const CHROMIUM_NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const MAC_CHROME = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";

/** The path of a Chromium; fetches one when there is none. Throws with an instruction. */
export async function ensureChromium() {
  const found = findChromium();
  if (found) return found;
  const playwright = await playwrightChromium();
  if (existsSync(playwright)) return playwright;
  if (await aptInstall("chromium")) return findChromium() ?? playwright;
  console.log("headroom: fetching Chromium for the browser tests");
  const args = ["node_modules/@playwright/test/cli.js", "install", "chromium"];
  await run(process.execPath, args).catch(() => {});
  if (existsSync(playwright)) return playwright;
  throw new BootstrapError(
    "the browser tests need Chromium, and it could not be installed: install it and set CHROMIUM_PATH to its program",
  );
}

function findChromium() {
  const named = process.env.CHROMIUM_PATH;
  if (named) {
    if (existsSync(named)) return named;
    throw new BootstrapError(`CHROMIUM_PATH names ${named}, which does not exist`);
  }
  const inPath = CHROMIUM_NAMES.map(findProgram).find(Boolean);
  return inPath ?? (existsSync(MAC_CHROME) ? MAC_CHROME : null);
}

async function playwrightChromium() {
  const { chromium } = await import("@playwright/test");
  return chromium.executablePath();
}

/** Installs a redis-server where that can be done; without one its tests are skipped, and this says so. */
export async function ensureRedis() {
  if (findProgram("redis-server") || (await aptInstall("redis-server"))) return;
  console.log("headroom: no Redis: its tests are skipped; install redis-server to run them");
}

/** A port of 127.0.0.1 that nothing listens on now. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

/**
 * @param {string} name
 * @returns {string | null}
 */
function findProgram(name) {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path)) ?? null;
}

/**
 * As root on Debian and its kin; false elsewhere or when it fails.
 * @param {string} name
 */
async function aptInstall(name) {
  if (process.getuid?.() !== 0 || findProgram("apt-get") === null) return false;
  console.log(`headroom: installing ${name} for the tests`);
  const environment = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const install = () =>
    spawnSync("apt-get", ["install", "-y", "--no-install-recommends", name], {
      env: environment,
      stdio: "ignore",
    }).status === 0;
  if (install()) return true;
  spawnSync("apt-get", ["update"], { env: environment, stdio: "ignore" });
  return install();
}
