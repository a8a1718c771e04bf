import { expect, test } from "vitest";
import { CountedCache, cacheFigures } from "./counted-cache.ts";

const figuresOf = (name: string) => cacheFigures().find((cache) => cache.name === name);

test("hits, misses and evictions are counted by name", () => {
  const cache = new CountedCache<string, number>("three", { max: 3 });
  for (const key of ["a", "b", "c", "d"]) cache.set(key, 1);
  expect([cache.get("a"), cache.get("d"), cache.get("d")]).toEqual([undefined, 1, 1]);
  cache.delete("d");
  expect(figuresOf("three")).toEqual({
    name: "three",
    layer: "l1",
    hits: 2,
    misses: 1,
    evictions: 1,
    entries: 2,
    mostEntries: 3,
  });
});

test("two caches of a name, as two bundles have them, are one", () => {
  for (const lookups of [1, 2]) {
    const cache = new CountedCache<string, number>("twice", { max: 5 });
    cache.set("x", 1);
    for (let n = 0; n < lookups; n++) cache.get("x");
  }
  expect(figuresOf("twice")).toMatchObject({ hits: 3, entries: 2, mostEntries: 5 });
});
