import { describe, expect, test } from "vitest";
import { RequestSeriesRegistry, requestSeriesId, serviceTierId } from "./request-series.ts";

const HOUR = 3_600;
const dimensions = (given: Record<string, string> = {}) => ({
  namespace: "",
  service: "shop",
  environment: "production",
  route: "/pay",
  method: "GET",
  status: "200",
  instance: "a",
  version: "1",
  ...given,
});

function open(cap = 100) {
  const lost: string[] = [];
  const registry = new RequestSeriesRegistry(cap, (_, name) => lost.push(name));
  return { registry, lost };
}

describe("identity", () => {
  test("every dimension and the source tell series apart, and nothing else does", () => {
    const base = requestSeriesId(dimensions(), "spans");
    const others = Object.keys(dimensions()).map((name) =>
      requestSeriesId(dimensions({ [name]: "other" }), "spans"),
    );
    const all = [base, ...others, requestSeriesId(dimensions(), "metrics")];
    expect(new Set(all).size).toBe(10);
    expect(requestSeriesId(dimensions(), "spans")).toBe(base);
    for (const id of all) expect(id).toBeGreaterThanOrEqual(0n);
  });

  test("texts that only read alike when joined stay apart", () => {
    expect(requestSeriesId(dimensions({ route: "a", method: "bc" }), "spans")).not.toBe(
      requestSeriesId(dimensions({ route: "ab", method: "c" }), "spans"),
    );
  });

  test("a service of another environment or namespace is another service", () => {
    const key = { namespace: "", service: "shop", environment: "production" };
    const ids = [
      serviceTierId(key, "spans"),
      serviceTierId({ ...key, environment: "staging" }, "spans"),
      serviceTierId({ ...key, namespace: "web" }, "spans"),
      serviceTierId(key, "metrics"),
    ];
    expect(new Set(ids).size).toBe(4);
  });
});

describe("the registry", () => {
  test("gives one series for one identity and tells new ones once", () => {
    const { registry } = open();
    const one = registry.find(dimensions(), "spans", 0);
    expect(registry.find(dimensions(), "spans", 10)).toBe(one);
    expect(registry.takeNew()).toEqual([one]);
    expect(registry.takeNew()).toEqual([]);
    registry.giveBack([one]);
    expect(registry.takeNew()).toEqual([one]);
    expect((BigInt(one.idHigh) << 32n) | BigInt(one.idLow)).toBe(one.id);
  });
});

describe("over the cap", () => {
  test("a service loses the instance, then the version, then the route, each time visibly", () => {
    const { registry, lost } = open(10);
    const found = [];
    for (let i = 0; i < 200; i++) {
      const name = String(i);
      const given = dimensions({ instance: name, version: name, route: `/${name}` });
      found.push(registry.find(given, "spans", 0).dimensions);
    }
    expect(lost).toEqual(["instance", "version", "route"]);
    expect(found.slice(0, 10).every(({ instance }) => instance !== "*")).toBe(true);
    expect(found[10]).toMatchObject({ instance: "*", version: "10", route: "/10" });
    expect(found[20]).toMatchObject({ instance: "*", version: "*", route: "/20" });
    expect(found[30]).toMatchObject({ instance: "*", version: "*", route: "*" });
    expect(found.at(-1)).toMatchObject({ instance: "*", version: "*", route: "*", method: "GET" });
    expect(registry.takeNew()).toHaveLength(31);
  });

  test("others keep theirs, and it has its own again in the next hour", () => {
    const { registry, lost } = open(2);
    for (const instance of ["a", "b", "c"]) registry.find(dimensions({ instance }), "spans", 0);
    expect(lost).toEqual(["instance"]);
    const staging = registry.find(dimensions({ environment: "staging" }), "spans", 0);
    expect(staging.dimensions.instance).toBe("a");
    expect(registry.find(dimensions({ instance: "d" }), "spans", HOUR).dimensions.instance).toBe(
      "d",
    );
  });

  test("what was not given is not dropped", () => {
    const { registry } = open(1);
    registry.find(dimensions({ instance: "" }), "spans", 0);
    const other = registry.find(dimensions({ instance: "", version: "2" }), "spans", 0);
    expect(other.dimensions).toMatchObject({ instance: "", version: "2" });
  });
});
