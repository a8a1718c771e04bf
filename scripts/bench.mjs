// @ts-check
// `npm run bench`: measures ingest and queries against servers that it starts itself, and stops.
import {
  BootstrapError,
  ensureBuild,
  ensureBundles,
  ensurePackages,
  ensurePrismaClient,
  ROOT,
  requireNode,
  run,
} from "./bootstrap.mjs";

process.chdir(ROOT);
try {
  requireNode();
  await ensurePackages();
  await ensurePrismaClient();
  await ensureBundles();
  await ensureBuild();
  await run(process.execPath, ["--import", "tsx", "bench/main.ts", ...process.argv.slice(2)]);
} catch (error) {
  console.error(`bench: ${error instanceof Error ? error.message : error}`);
  process.exitCode = error instanceof BootstrapError ? 1 : 2;
}
