// @ts-check
// What turns a fresh clone into a running program. Node's built-ins only: this runs before anything is installed.
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { BootstrapError, ROOT, run } from "./run-program.mjs";
import { slimSourceMaps } from "./slim-source-maps.mjs";

export { BootstrapError, ROOT, run };

const MINIMUM_NODE = [20, 19];
const WAIT_FOR_BUILD_MS = 600_000;

/** What esbuild bundles, where it exists: our own entries, run by plain Node beside Next. */
const BUNDLES = [
  { entry: "scripts/serve.ts", name: "serve" },
  { entry: "scripts/login-link.ts", name: "login-link" },
  { entry: "lib/ingest/worker.ts", name: "ingest-worker" },
  { entry: "lib/jobs/worker.ts", name: "jobs-worker" },
  { entry: "lib/query/cost-import-worker.ts", name: "cost-import-worker" },
];

const SOURCES = [
  "app",
  "components",
  "lib",
  "sdk/src",
  "scripts/serve.ts",
  "scripts/login-link.ts",
  "scripts/bootstrap.mjs",
  "scripts/slim-source-maps.mjs",
  "public",
  "prisma/schema.prisma",
  "instrumentation.ts",
  "proxy.ts",
  "next.config.ts",
  "postcss.config.mjs",
  "tsconfig.json",
  "package.json",
  "package-lock.json",
];

/** Throws when this Node is too old for Next and our syntax. */
export function requireNode(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [needMajor = 0, needMinor = 0] = MINIMUM_NODE;
  if (major > needMajor || (major === needMajor && minor >= needMinor)) return;
  throw new BootstrapError(
    `Headroom needs Node ${MINIMUM_NODE.join(".")} or newer, this is ${version}: install it from https://nodejs.org`,
  );
}

/** @typedef {{ version?: string, optional?: boolean, devOptional?: boolean, link?: boolean, os?: string[], cpu?: string[], libc?: string[] }} LockedPackage */

/**
 * The locked packages that are not installed in their version. Optional ones count where they are for this platform.
 * @param {Record<string, LockedPackage>} locked
 * @param {Record<string, LockedPackage>} installed
 * @param {{ os: string, cpu: string }} platform
 * @returns {string[]}
 */
export function missingPackages(locked, installed, platform) {
  return Object.entries(locked)
    .filter(([path, entry]) => {
      if (!path.includes("node_modules/") || entry.link) return false;
      const forUs =
        entry.os?.includes(platform.os) && entry.cpu?.includes(platform.cpu) && !entry.libc;
      if ((entry.optional || entry.devOptional) && !forUs) return false;
      return installed[path]?.version !== entry.version;
    })
    .map(([path]) => path);
}

/** Installs the packages unless exactly the locked ones are there. */
export async function ensurePackages() {
  const platform = { os: process.platform, cpu: process.arch };
  const missing = missingPackages(
    readPackages("package-lock.json"),
    readPackages("node_modules/.package-lock.json"),
    platform,
  );
  if (missing.length === 0) return;
  console.log(`headroom: installing packages (${missing.length} missing or changed)`);
  const npm = process.env.npm_execpath ?? "";
  const [program, ...prefix] = basename(npm) === "npm-cli.js" ? [process.execPath, npm] : ["npm"];
  const { NODE_ENV: _, ...environment } = process.env;
  await run(program ?? "npm", [...prefix, "ci", "--include=dev", "--include=optional"], {
    ...environment,
    ...prismaEnvironment(),
  });
}

/**
 * @param {string} file
 * @returns {Record<string, LockedPackage>}
 */
function readPackages(file) {
  const path = join(ROOT, file);
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")).packages : {};
}

/** Prisma's commands ask for an engine that they do not use here; an existing file, even an empty one, keeps them from fetching it. */
function prismaEnvironment() {
  const engine = join(ROOT, "scripts", "no-schema-engine");
  return {
    PRISMA_SCHEMA_ENGINE_BINARY: engine,
    CHECKPOINT_DISABLE: "1",
    PRISMA_HIDE_UPDATE_MESSAGE: "1",
  };
}

/** Generates the Prisma client when the schema or Prisma changed. */
export async function ensurePrismaClient() {
  const digest = digestOf(["prisma/schema.prisma", "prisma.config.ts", "package-lock.json"]);
  await unlessFresh(
    "lib/store/generated/.stamp",
    digest,
    "lib/store/generated/prisma/client.ts",
    () =>
      run(process.execPath, ["node_modules/prisma/build/index.js", "generate", "--no-hints"], {
        ...process.env,
        ...prismaEnvironment(),
      }),
  );
}

/** Lets Next write the types of its routes and assets, which a fresh clone does not have. */
export async function ensureTypes() {
  if (existsSync(join(ROOT, "next-env.d.ts"))) return;
  await run(process.execPath, ["node_modules/next/dist/bin/next", "typegen"]);
}

/** Bundles our own entries into dist/ when a source changed. */
export async function ensureBundles() {
  await unlessFresh("dist/.stamp", digestOf(SOURCES), "dist/serve.mjs", async () => {
    const { build, stop } = await import("esbuild");
    const entries = BUNDLES.filter(({ entry }) => existsSync(join(ROOT, entry)));
    await build({
      absWorkingDir: ROOT,
      entryPoints: entries.map(({ entry, name }) => ({ in: entry, out: name })),
      outdir: "dist",
      outExtension: { ".js": ".mjs" },
      bundle: true,
      platform: "node",
      format: "esm",
      target: "node20",
      packages: "external",
      sourcemap: "linked",
      logLevel: "warning",
    });
    await stop();
  });
}

/** Builds the web application when a source changed. */
export async function ensureBuild() {
  await unlessFresh(".next/headroom.stamp", digestOf(SOURCES), ".next/BUILD_ID", async () => {
    console.log("headroom: building (once for each version)");
    await run(process.execPath, ["node_modules/next/dist/bin/next", "build"], {
      ...process.env,
      NODE_ENV: "production",
      NEXT_TELEMETRY_DISABLED: "1",
    });
    await slimSourceMaps(join(ROOT, ".next/server"));
  });
}

/**
 * Makes something unless its stamp says that it was made from this digest. One process makes, others wait.
 * @param {string} stamp
 * @param {string} digest
 * @param {string} product a file that must exist besides
 * @param {() => Promise<void>} make
 */
async function unlessFresh(stamp, digest, product, make) {
  const path = join(ROOT, stamp);
  const isFresh = () =>
    existsSync(path) && readFileSync(path, "utf8") === digest && existsSync(join(ROOT, product));
  if (isFresh()) return;
  const unlock = await lockMaking(`${path}.lock`);
  try {
    if (isFresh()) return;
    rmSync(path, { force: true });
    await make();
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, digest);
  } finally {
    unlock();
  }
}

/**
 * @param {string} path
 * @returns {Promise<() => void>}
 */
async function lockMaking(path) {
  mkdirSync(dirname(path), { recursive: true });
  const deadline = Date.now() + WAIT_FOR_BUILD_MS;
  for (;;) {
    try {
      writeFileSync(path, String(process.pid), { flag: "wx" });
      return () => rmSync(path, { force: true });
    } catch {
      if (!isAlive(Number(existsSync(path) ? readFileSync(path, "utf8") : 0)))
        rmSync(path, { force: true });
      if (Date.now() > deadline)
        throw new BootstrapError(`another process has been building for long: ${path}`);
      await sleep(200);
    }
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch {
    return false;
  }
}

/**
 * sha256 over the names and bytes of files and of the files below folders; tests and generated code do not count.
 * @param {string[]} paths
 */
function digestOf(paths) {
  const hash = createHash("sha256").update(process.versions.node);
  for (const path of paths.flatMap(filesBelow)) {
    const bytes = readFileSync(join(ROOT, path));
    hash.update(`${path}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest("hex");
}

/**
 * @param {string} path
 * @returns {string[]}
 */
function filesBelow(path) {
  if (!existsSync(join(ROOT, path))) return [];
  if (/\.test\.tsx?$|^lib\/store\/generated$|testdata$/.test(path)) return [];
  if (!statSync(join(ROOT, path)).isDirectory()) return [path];
  const names = readdirSync(join(ROOT, path)).sort();
  return names.flatMap((name) => filesBelow(`${path}/${name}`));
}
