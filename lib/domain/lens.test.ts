import { describe, expect, test } from "vitest";
import { canonicalName, Lens, type LensRow, unitFactor } from "./lens.ts";

type Dimension = "pool" | "kind";
type Measure = "usedBytes" | "waitMs" | "fullRatio" | "taken" | "refused" | "lagSeconds";

const ROWS: readonly LensRow<Dimension, Measure>[] = [
  {
    library: "first",
    metric: "pool.requests",
    measure: {
      attribute: ["pool.result", "result"],
      values: { ok: "taken", full: "refused" },
    },
    dimensions: { pool: ["pool.name", "name"], kind: { always: "client" } },
    where: { "pool.side": "" },
  },
  {
    library: "server",
    metric: "pool.requests",
    measure: { attribute: ["result"], values: { full: "refused" }, otherwise: "taken" },
    dimensions: {
      pool: { resource: ["server.address"], otherwise: "server" },
      kind: { attributes: ["pool.kind"], otherwise: "any" },
    },
    where: { "pool.side": ["server", "proxy"] },
  },
  { library: "first", metric: "pool.wait", measure: "waitMs", dimensions: {} },
  { library: "first", metric: "pool.used", measure: "usedBytes", dimensions: {} },
  { library: "first", metric: "pool.full_ratio", measure: "fullRatio", dimensions: {} },
  { library: "first", metric: "pool.lag", measure: "lagSeconds", dimensions: {} },
  { library: "bytes", metric: "pool.size", measure: "usedBytes", dimensions: {}, units: ["By"] },
  { library: "slots", metric: "pool.size", measure: "taken", dimensions: {} },
  { library: "pages", metric: "pool.pages", measure: "usedBytes", dimensions: {}, factor: 8_192 },
];

const lens = new Lens<Dimension, Measure>(["pool", "kind"], ROWS);

const read = (
  name: string,
  attributes: Record<string, string> = {},
  { unit = "", resource = {} }: { unit?: string; resource?: Record<string, string> } = {},
) =>
  lens.read({
    name,
    unit,
    attributes: new Map(Object.entries(attributes)),
    resource: new Map(Object.entries(resource)),
  });

describe("names", () => {
  test.each([
    ["pool.requests", "pool.requests", ""],
    ["pool_requests_total", "pool.requests", ""],
    ["Pool/Requests", "pool.requests", ""],
    ["pool_wait_seconds", "pool.wait", "s"],
    ["pool_wait_milliseconds_total", "pool.wait", "ms"],
    ["pool_used_bytes", "pool.used", "By"],
    ["pool_used_bytes_total", "pool.used", "By"],
    ["pool_full_ratio_percent", "pool.full", "%"],
    ["total", "total", ""],
    ["bytes", "bytes", ""],
  ])("%s", (name, canonical, unit) => {
    expect(canonicalName(name)).toEqual({ name: canonical, unit });
  });
});

describe("which row reads a series", () => {
  test("`where` chooses between rows of one metric; empty means absent", () => {
    expect(read("pool.requests", { "pool.result": "ok" })?.library).toBe("first");
    expect(read("pool.requests", { result: "ok", "pool.side": "Server" })?.library).toBe("server");
    expect(read("pool.requests", { result: "ok", "pool.side": "proxy" })?.library).toBe("server");
    expect(read("pool.requests", { result: "ok", "pool.side": "other" })).toBeNull();
  });

  test("a value that is not listed is not read, or is what `otherwise` says", () => {
    expect(read("pool.requests", { result: "later" })).toBeNull();
    expect(read("pool.requests", {})).toBeNull();
    expect(read("pool.requests", { "pool.side": "server", result: "later" })?.measure).toBe(
      "taken",
    );
    expect(read("pool.requests", { "pool.side": "server", result: "FULL" })?.measure).toBe(
      "refused",
    );
  });

  test("a row may read only what has certain units", () => {
    expect(read("pool.size", {}, { unit: "By" })?.measure).toBe("usedBytes");
    expect(read("pool_size_bytes")?.measure).toBe("usedBytes");
    expect(read("pool.size", {}, { unit: "{slot}" })?.measure).toBe("taken");
  });

  test("an unknown metric is none of it", () => {
    expect(lens.knows("pool.threads")).toBe(false);
    expect(lens.knows("pool_requests_total")).toBe(true);
    expect(read("pool.threads")).toBeNull();
  });
});

describe("dimensions", () => {
  test("the first attribute that is there and not empty, in any spelling", () => {
    expect(read("pool_requests_total", { result: "ok", name: "b" })?.dimensions).toEqual({
      pool: "b",
      kind: "client",
    });
    expect(
      read("pool.requests", { result: "ok", pool_name: "a", name: "b" })?.dimensions.pool,
    ).toBe("a");
    expect(
      read("pool.requests", { result: "ok", "pool.name": "", name: "b" })?.dimensions.pool,
    ).toBe("b");
    expect(read("pool.requests", { result: "ok" })?.dimensions.pool).toBe("");
  });

  test("of the resource, or what stands in for it", () => {
    const attributes = { "pool.side": "server" };
    expect(lens.usesResource).toBe(true);
    expect(
      read("pool.requests", attributes, { resource: { server_address: "db-1" } })?.dimensions,
    ).toEqual({ pool: "db-1", kind: "any" });
    expect(read("pool.requests", { ...attributes, "pool.kind": "x" })?.dimensions).toEqual({
      pool: "server",
      kind: "x",
    });
  });

  test("a lens without such rows does not ask for the resource", () => {
    const rows = ROWS.filter(({ library }) => library === "first");
    expect(new Lens<Dimension, Measure>(["pool", "kind"], rows).usesResource).toBe(false);
  });
});

describe("units", () => {
  test.each([
    ["pool.wait", "s", 1_000],
    ["pool.wait", "ms", 1],
    ["pool.wait", "us", 1e-3],
    ["pool.wait", "", 1],
    ["pool_wait_seconds", "", 1_000],
    ["pool_wait_seconds", "seconds", 1_000],
    ["pool.lag", "ms", 1e-3],
    ["pool.lag", "min", 60],
    ["pool_lag_seconds", "", 1],
    ["pool.used", "KiBy", 1_024],
    ["pool.used", "MBy", 1e6],
    ["pool.used", "{page}", 1],
    ["pool.full_ratio", "%", 0.01],
    ["pool.full_ratio", "1", 1],
    ["pool_full_ratio_percent", "", 0.01],
    ["pool.pages", "By", 8_192],
  ])("%s in %s", (name, unit, factor) => {
    expect(read(name, {}, { unit })?.factor).toBeCloseTo(factor, 12);
  });

  test("what was sent counts more than what a name ends in", () => {
    expect(read("pool.wait_seconds", {}, { unit: "ms" })?.factor).toBeCloseTo(1, 12);
  });

  test("a count has no unit", () => {
    expect(unitFactor("ms", "taken")).toBe(1);
    expect(unitFactor("%", "diskUtilization")).toBe(0.01);
  });
});
