import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL(".", import.meta.url));
const alias = [
  { find: /^@headroom\/sdk$/, replacement: `${root}sdk/src/index.ts` },
  { find: /^@headroom\/sdk\/(.+)$/, replacement: `${root}sdk/src/$1.ts` },
  { find: /^@(?=\/)/, replacement: root.replace(/\/$/, "") },
];

/** Two projects: `unit` needs nothing; `db` needs a real Postgres, which its global set-up starts. */
export default defineConfig({
  resolve: { alias },
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          name: "unit",
          include: ["**/*.test.ts", "**/*.test.tsx"],
          exclude: ["**/node_modules/**", "**/*.db.test.ts", ".next/**", "dist/**"],
          // A property tried on a thousand cases is slow on a busy machine, not wrong.
          testTimeout: 30_000,
        },
      },
      {
        resolve: { alias },
        test: {
          name: "db",
          include: ["**/*.db.test.ts"],
          exclude: ["**/node_modules/**"],
          globalSetup: ["./scripts/test-postgres.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
