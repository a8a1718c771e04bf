import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { slimSourceMaps } from "./slim-source-maps.mjs";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "headroom-maps-"));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

test("positions stay, sources go, also of a map in sections", async () => {
  const flat = { version: 3, sources: ["a.ts"], mappings: "AAAA" };
  const offset = { line: 0, column: 0 };
  await mkdir(join(folder, "chunks"));
  const [one, two] = [join(folder, "one.js.map"), join(folder, "chunks", "two.js.map")];
  await writeFile(one, JSON.stringify({ ...flat, sourcesContent: ["const a = 1;"] }));
  const section = { offset, map: { ...flat, sourcesContent: ["const a = 1;"] } };
  await writeFile(two, JSON.stringify({ version: 3, sections: [section] }));
  await writeFile(join(folder, "other.js"), "sourcesContent");
  expect(await slimSourceMaps(folder)).toBe(2);
  expect(JSON.parse(await readFile(one, "utf8"))).toEqual(flat);
  expect(JSON.parse(await readFile(two, "utf8"))).toEqual({
    version: 3,
    sections: [{ offset, map: flat }],
  });
  expect(await slimSourceMaps(folder)).toBe(0);
});
