import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const TARGETS = ["domain", "decode", "aggregate", "contract", "view", "store", "query", "platform"];

/** File and the one line that it holds; each must be an error, and the rule's name says why. */
const FORBIDDEN: [file: string, line: string, rule: RegExp][] = [
  ["lib/domain/a.ts", 'import "@/lib/contract/target.ts";', /lib\/domain imports only/],
  [
    "lib/domain/b.ts",
    'import type { T } from "@/lib/store/target.ts"; export type U = T;',
    /lib\/domain/,
  ],
  ["lib/decode/a.ts", 'import "../aggregate/target.ts";', /lib\/decode imports only/],
  ["lib/aggregate/a.ts", 'import "@/lib/store/target.ts";', /lib\/aggregate imports only/],
  ["lib/aggregate/b.ts", 'import "node:fs";', /pure layers/],
  [
    "lib/contract/a.ts",
    'export const load = () => import("@/lib/query/target.ts");',
    /lib\/contract/,
  ],
  ["lib/view/a.ts", 'import "@/lib/query/target.ts";', /lib\/view imports only/],
  ["lib/view/b.ts", 'import "react";', /pure layers/],
  ["lib/decode/b.ts", 'import type { Pool } from "pg"; export type P = Pool;', /pure layers/],
  ["lib/store/a.ts", 'import "@/lib/query/target.ts";', /lib\/store imports only/],
  ["lib/client/a.ts", 'export { T } from "@/lib/query/target.ts";', /lib\/client imports only/],
  ["lib/platform/a.ts", 'import "@/lib/store/target.ts";', /lib\/platform imports only/],
  ["components/charts/a.tsx", 'import "@/lib/query/target.ts";', /components draw/],
  ["app/page.tsx", 'import "@/lib/store/target.ts";', /through lib\/query/],
  ["app/_components/a.tsx", 'import "@/lib/query/target.ts";', /browser code/],
  ["sdk/src/a.ts", 'import "../../lib/domain/target.ts";', /sdk stands alone/],
  ["demo/src/a.ts", 'import "../../lib/domain/target.ts";', /demo knows only/],
  ["lib/domain/c.ts", 'import "./d.ts";', /no import cycle/],
  ["lib/domain/e.ts", 'import "./missing.ts";', /every import resolves/],
];

const ALLOWED: [file: string, line: string][] = [
  ["lib/decode/ok.ts", 'import "@/lib/domain/target.ts";'],
  ["lib/query/ok.ts", 'import "@/lib/store/target.ts";'],
  ["lib/view/ok.ts", 'import "@/lib/contract/target.ts";'],
  ["lib/domain/ok.test.ts", 'import "node:fs";'],
  ["components/ui/ok.tsx", 'import "@/lib/view/target.ts";'],
  ["app/ok.tsx", 'import "@/lib/query/target.ts";'],
];

const resultSchema = z.object({
  summary: z.object({
    violations: z.array(z.object({ from: z.string(), rule: z.object({ name: z.string() }) })),
  }),
});

let tree: string;
let found: Map<string, string[]>;

beforeAll(() => {
  tree = mkdtempSync(join(tmpdir(), "headroom-imports-"));
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(tree, file)), { recursive: true });
    writeFileSync(join(tree, file), `${text}\n`);
  };
  write(
    "tsconfig.json",
    '{ "compilerOptions": { "moduleResolution": "bundler", "module": "esnext", "paths": { "@/*": ["./*"] } } }',
  );
  for (const layer of TARGETS) write(`lib/${layer}/target.ts`, "export type T = string;");
  write("lib/domain/d.ts", 'import "./c.ts";');
  for (const [file, line] of [...FORBIDDEN, ...ALLOWED]) write(file, line);
  found = cruise();
}, 60_000);

afterAll(() => rmSync(tree, { recursive: true, force: true }));

/** The names of the broken rules, by file, of the repository's own configuration on the tree. */
function cruise(): Map<string, string[]> {
  const program = join(ROOT, "node_modules/dependency-cruiser/bin/dependency-cruise.mjs");
  const config = join(ROOT, ".dependency-cruiser.cjs");
  const args = [
    program,
    "--config",
    config,
    "--output-type",
    "json",
    "lib",
    "app",
    "components",
    "sdk",
    "demo",
  ];
  const { stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: tree,
    encoding: "utf8",
    maxBuffer: 1e8,
  });
  if (stdout === "") throw new Error(stderr);
  const byFile = new Map<string, string[]>();
  for (const { from, rule } of resultSchema.parse(JSON.parse(stdout)).summary.violations) {
    byFile.set(from, [...(byFile.get(from) ?? []), rule.name]);
  }
  return byFile;
}

test.each(FORBIDDEN)("%s: %s", (file, _line, rule) => {
  expect(found.get(file)?.join("\n") ?? "nothing was caught").toMatch(rule);
});

test.each(ALLOWED)("%s may: %s", (file) => {
  expect(found.get(file)).toBeUndefined();
});
