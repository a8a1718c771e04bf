import { expect, test } from "vitest";
import { breakersCell, cacheCourse, limitsCell, saturationCell } from "./overview-cells.ts";
import { concernFigures } from "./overview-concern-figures.ts";
import {
  busyLimits,
  fallenCaches,
  openBreakers,
  toldService,
} from "./test-support/overview-services.ts";

const AT = "2026-11-24T14:01:00.000Z";
const breakers = openBreakers(AT);

test("breakers: what is not closed is loud, and what tells nothing is no zero", () => {
  expect(breakersCell(breakers)).toEqual({ status: "critical", loud: "1 open", rest: "of 4" });
  expect(
    breakersCell({ ...breakers, status: "warning", openCount: 0, halfOpenCount: 2 }),
  ).toMatchObject({ loud: "2 half-open", rest: "of 4" });
  expect(breakersCell({ ...breakers, status: "ok", openCount: 0 })).toMatchObject({
    ...{ loud: "", rest: "4 closed" },
  });
  expect(breakersCell(null)).toBeNull();
});

test("limits: how many were refused, and of how many", () => {
  expect(limitsCell(busyLimits())).toMatchObject({ loud: "20", rest: "2.00\u00a0%" });
  expect(limitsCell({ ...busyLimits(), rejected: 0.2 })).toMatchObject({ loud: "1" });
  expect(limitsCell({ ...busyLimits(), status: "ok", rejected: 0 })).toMatchObject({
    ...{ loud: "", rest: "none" },
  });
  expect(limitsCell({ ...busyLimits(), rejected: null })).toBeNull();
});

test("saturation: marked above the limit of seven tenths", () => {
  const most = { resource: "memory", instance: "a", host: "h", container: "" } as const;
  const of = (utilization: number) =>
    saturationCell({
      ...{ status: "ok", thingCount: 2, saturatedCount: 0, most: { ...most, utilization } },
    });
  expect(of(0.7)).toEqual({ status: "ok", name: "Memory", ratio: 0.7, whose: "a" });
  expect(of(0.71)?.status).toBe("warning");
  expect(saturationCell(null)).toBeNull();
});

test("the course of a cache is a gap where nothing was asked", () => {
  const course = { hits: [9, 0, null], misses: [1, 0, null] };
  expect(cacheCourse({ ...fallenCaches(AT), course })).toEqual([0.9, null, null]);
});

test("figures over all services, each leading to its page", () => {
  const told = [
    toldService("users", { caches: fallenCaches(AT) }),
    toldService("orders", { caches: fallenCaches(AT), breakers }),
    toldService("mail", { breakers: { ...breakers, status: "ok", openCount: 0, worst: null } }),
  ];
  expect(concernFigures(told, (concern) => `/${concern}`)).toMatchObject([
    {
      // 2 × 770 of 2 × 1,000; parts of 2 × 500.
      ...{ status: "critical", value: { value: "77.0", unit: "%" }, href: "/caches" },
      ...{ note: "4 layers of caches", spark: { values: [0.94, 0.6] } },
    },
    {
      ...{ status: "critical", value: { value: "1 open", unit: "" }, aside: "of 8" },
      href: "/breakers",
    },
  ]);
  expect(concernFigures([toldService("users")], () => "")).toEqual([]);
});
