// @ts-check
// `npm run login-link`: prints a new one-time link into the Headroom that runs here.
import {
  ensureBundles,
  ensurePackages,
  ensurePrismaClient,
  ROOT,
  requireNode,
} from "./bootstrap.mjs";

try {
  requireNode();
  process.chdir(ROOT);
  await ensurePackages();
  await ensurePrismaClient();
  await ensureBundles();
  /** @type {typeof import("./login-link.ts")} */
  const { printLoginLink } = await import(new URL("../dist/login-link.mjs", import.meta.url).href);
  await printLoginLink();
} catch (error) {
  console.error(`headroom: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
