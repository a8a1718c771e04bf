// @ts-check
// `npm run verify`: what must hold before a commit. The same checks run in `npm test`.
import { ensurePackages, ensurePrismaClient, ensureTypes, requireNode } from "./bootstrap.mjs";
import { runChecks, runVitest, STATIC_CHECKS, sum, summary } from "./checks.mjs";

requireNode();
await ensurePackages();
await ensurePrismaClient();
await ensureTypes();
const total = sum([await runChecks(STATIC_CHECKS), await runVitest("unit")]);
console.log(summary(total));
process.exitCode = total.failed === 0 ? 0 : 1;
