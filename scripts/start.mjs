// @ts-check
// `npm start`, `npm run dev`, `npm run demo`: from a fresh clone to a running server, in one process.
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import {
  BootstrapError,
  ensureBuild,
  ensureBundles,
  ensurePackages,
  ensurePrismaClient,
  ROOT,
  requireNode,
} from "./bootstrap.mjs";
import { checkIncident, controlFile, tellRunningDemo } from "./demo-incident.mjs";

const dev = process.argv.includes("--dev");
const demo = process.argv.includes("--demo");
const backfill = optionValue("--backfill");
const incident = optionValue("--incident");

/** @typedef {typeof import("./serve.ts")} Server */

/** @type {Server | null} */
let server = null;

try {
  if (!(await hasToldDemo())) await start();
} catch (error) {
  await fail(error);
}

async function start() {
  requireNode();
  process.chdir(ROOT);
  if (backfill !== null) acceptBackfill(backfill);
  await ensurePackages();
  await ensurePrismaClient();
  await ensureBundles();
  // What the demo's launcher may write with: known to nobody else, and gone with this process.
  if (demo) process.env.HEADROOM_ADMIN_KEY ||= randomBytes(24).toString("base64url");
  const NODE_ENV = dev ? "development" : "production";
  Object.assign(process.env, { NODE_ENV, NEXT_MANUAL_SIG_HANDLE: "1" });
  process.setSourceMapsEnabled(true);
  server = await loadServer();
  await server.claim();
  if (!dev) await ensureBuild();
  const serving = server.serve({ dev, root: ROOT });
  ownSignals(server, serving);
  await serving;
  if (demo) await startDemo(server);
}

/** Whether the incident that is asked for begins in a demo that runs already. */
async function hasToldDemo() {
  if (incident === null) return false;
  if (!demo)
    throw new BootstrapError("--incident belongs to the demo: npm run demo -- --incident NAME");
  checkIncident(incident);
  return tellRunningDemo(incident);
}

/**
 * The text after an option, as `--name text` or `--name=text`; null: the option is not given.
 * @param {string} name
 */
function optionValue(name) {
  const at = process.argv.findIndex((text) => text === name || text.startsWith(`${name}=`));
  if (at < 0) return null;
  const given = process.argv[at] ?? "";
  return given === name ? (process.argv[at + 1] ?? "") : given.slice(name.length + 1);
}

/**
 * A history is older than telemetry may be otherwise, and one that was interrupted is gone on with: what its bodies
 * hold must be recognised.
 * @param {string} length
 */
function acceptBackfill(length) {
  const [, count, unit] = /^(\d+(?:\.\d+)?)([hdw])$/.exec(length) ?? [];
  const hours = Number(count) * (unit === "w" ? 168 : unit === "d" ? 24 : 1);
  if (!demo)
    throw new BootstrapError("--backfill belongs to the demo: npm run demo -- --backfill 7d");
  if (!(hours >= 1 && hours <= 720))
    throw new BootstrapError("--backfill takes a duration from 1h to 30d, such as 7d");
  process.env.HEADROOM_ACCEPT_PAST ??= `${Math.ceil(hours) + 6}h`;
  process.env.HEADROOM_REPLAY_WINDOW ??= "24h";
  process.env.DEMO_BACKFILL = length;
}

/**
 * The demo is a system of its own: other processes, which push over the network like any user's.
 * @param {Server} running
 */
async function startDemo(running) {
  const { NEXT_MANUAL_SIG_HANDLE: _, DATABASE_URL: __, ...environment } = process.env;
  const child = spawn(process.execPath, ["demo/run.mjs"], {
    env: {
      ...environment,
      ...(await running.demoEnvironment()),
      DEMO_CONTROL_FILE: controlFile(),
      ...(incident !== null && { DEMO_INCIDENT: incident }),
    },
    stdio: "inherit",
  });
  child.once("exit", (code) => {
    if (code !== 0) console.error(`headroom: the demo ended (${code})`);
  });
  running.onShutdown("demo", async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGTERM");
    await once(child, "exit");
  });
}

/** @returns {Promise<Server>} */
function loadServer() {
  return import(new URL("../dist/serve.mjs", import.meta.url).href);
}

/**
 * From here on a signal drains instead of ending us. npm, a terminal and a service manager may each send the same one:
 * only the first counts.
 * @param {Server} running
 * @param {Promise<void>} serving
 */
function ownSignals(running, serving) {
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    // What is being started must be there to be stopped.
    await Promise.race([serving.catch(() => {}), sleep(10_000)]);
    process.exit((await running.shutDown()) ? 0 : 1);
  };
  process.on("SIGTERM", stop).on("SIGINT", stop);
  process.on("uncaughtException", fail);
  process.on("unhandledRejection", (reason) =>
    console.error("headroom: unhandled rejection", reason),
  );
}

/** @param {unknown} error */
async function fail(error) {
  console.error(`headroom: ${sentence(error)}`);
  await server?.shutDown();
  process.exit(1);
}

/**
 * What we say ourselves stands alone; an error of the program keeps its stack.
 * @param {unknown} error
 * @returns {string}
 */
function sentence(error) {
  if (!(error instanceof Error)) return String(error);
  const isOurs =
    error instanceof BootstrapError || !/^(Type|Reference|Range|Syntax)Error$/.test(error.name);
  const text = isOurs ? error.message : (error.stack ?? error.message);
  return error.cause === undefined ? text : `${text}: ${sentence(error.cause)}`;
}
