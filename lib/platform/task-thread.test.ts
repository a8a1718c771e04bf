import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { runInThread, TaskThreadError } from "./task-thread.ts";

let place = "";
beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), "headroom-thread-"));
  await mkdir(join(place, "dist"));
  vi.spyOn(process, "cwd").mockReturnValue(place);
});
afterAll(async () => {
  vi.restoreAllMocks();
  await rm(place, { recursive: true });
});

/** Runs a task of this text, as the bundle of dist/ that the product would start. */
async function run(task: string, signal = new AbortController().signal) {
  const told: number[] = [];
  const entry = join(place, "entry.ts");
  await writeFile(
    entry,
    `import { runThreadTask } from "${join(import.meta.dirname, "task-thread.ts")}";
     runThreadTask<number, number, number>(async (input, tell) => { ${task} });`,
  );
  const outfile = join(place, "dist", "cost-import-worker.mjs");
  await build({ entryPoints: [entry], outfile, bundle: true, platform: "node", format: "esm" });
  const onProgress = (progress: number) => void told.push(progress);
  const work = { input: 20, memoryMib: 24, onProgress, signal };
  return { result: await runInThread<number, number, number>("cost-import-worker", work), told };
}

test("a task gets its input, tells how far it is, and answers", async () => {
  const ran = await run("tell(1); tell(2); return input * 2;");
  expect(ran).toEqual({ result: 40, told: [1, 2] });
});

test("what a task throws comes back with what is known of it", async () => {
  const reading = run(`const { readFile } = await import("node:fs/promises");
    await readFile("/does/not/exist"); return 0;`);
  await expect(reading).rejects.toMatchObject({ code: "ENOENT", syscall: "open" });
});

test("one that takes too much memory ends alone", async () => {
  const greedy = run("const all = []; for (;;) all.push({ at: all.length });");
  await expect(greedy).rejects.toThrow("more than 24 MiB of memory were needed");
});

test("one that ends by itself has no answer", async () => {
  await expect(run("process.exit(3)")).rejects.toThrow(TaskThreadError);
});

test("one that is stopped has no answer", async () => {
  const stopped = AbortSignal.timeout(500);
  await expect(run("for (;;) input += 1;", stopped)).rejects.toThrow(TaskThreadError);
});
