import { fileURLToPath } from "node:url";
import { build, stop } from "esbuild";

/** Bundles the demo's programs into dist/ (a fraction of a second) and starts the launcher in this process. */
const here = (path) => fileURLToPath(new URL(path, import.meta.url));

await build({
  entryPoints: {
    launcher: here("src/launcher/main.ts"),
    backfill: here("src/backfill/main.ts"),
    load: here("src/load/main.ts"),
    collector: here("src/collector/main.ts"),
    gateway: here("src/services/gateway.ts"),
    orders: here("src/services/orders.ts"),
    users: here("src/services/users.ts"),
    payments: here("src/services/payments.ts"),
    email: here("src/services/email.ts"),
  },
  outdir: here("dist"),
  outExtension: { ".js": ".cjs" },
  bundle: true,
  external: ["@opentelemetry/*", "express", "ioredis", "pg", "zod"],
  platform: "node",
  format: "cjs",
  target: "node20",
  sourcemap: "inline",
  logLevel: "warning",
});
// It would go on as a process beside us.
await stop();
await import("./dist/launcher.cjs");
