import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type CostLineGroup,
  type MappedService,
  type MappingRule,
  mapCosts,
  unmappedTotal,
} from "./cost-mapping.ts";
import { moneyText, sumMoney } from "./money.ts";

const service = (
  name: string,
  requestCount: number,
  cpuCores: number | null = null,
): MappedService => ({
  ...{ namespace: "shop", service: name, environment: "live", requestCount, cpuCores },
});
const SERVICES = [service("users", 750, 1), service("orders", 250, 3)];
const line = (amount: string, dimensions: Record<string, string>): CostLineGroup => ({
  amount,
  dimensions,
});
const told = (groups: CostLineGroup[], rules: MappingRule[] = []) => {
  const mapped = mapCosts(groups, { rules, services: SERVICES });
  return {
    services: Object.fromEntries(
      mapped.services.map((one) => [one.service, [moneyText(one.direct), moneyText(one.shared)]]),
    ),
    unmapped: unmappedTotal(mapped),
    reasons: mapped.unmapped.map(({ reason }) => reason),
  };
};
const all = (by: "requests" | "cpu"): MappingRule["target"] => ({
  kind: "shared",
  by,
  services: [],
});

describe("lines are given", () => {
  test("to the service that a tag names; what names none stays unmapped", () => {
    const groups = [line("3", { "tag:service": "users" }), line("2", { "tag:app": "mail" })];
    const { given } = mapCosts(groups, { rules: [], services: SERVICES });
    expect(given.map(({ to, amount, why }) => [to.service, moneyText(amount), why])).toEqual([
      [...["users", "3"], { by: "tag", dimension: "tag:service", value: "users", sharedBy: null }],
    ]);
    expect(told(groups)).toEqual({
      services: { users: ["3", "0"], orders: ["0", "0"] },
      ...{ unmapped: "2", reasons: ["noRule"] },
    });
  });

  test("to all services of a namespace by what they answered", () => {
    expect(told([line("8", { "tag:namespace": "shop" })]).services).toEqual({
      users: ["0", "6"],
      orders: ["0", "2"],
    });
  });

  test("by the first rule that matches, before any tag, by requests or by cores", () => {
    const rules: MappingRule[] = [
      { dimension: "service", value: "Database", target: all("cpu") },
      { dimension: "service", value: "*", target: all("requests") },
    ];
    const groups = [
      line("4", { service: "Database", "tag:service": "users" }),
      line("4", { service: "Network" }),
    ];
    expect(told(groups, rules).services).toEqual({ users: ["0", "4"], orders: ["0", "4"] });
  });

  test("to nobody when what they are shared by is not told", () => {
    const quiet = [service("users", 0), service("orders", 0)];
    const rules: MappingRule[] = [
      { dimension: "service", value: "A", target: all("cpu") },
      { dimension: "service", value: "B", target: all("requests") },
    ];
    const groups = [line("1", { service: "A" }), line("2", { service: "B" })];
    const mapped = mapCosts(groups, { rules, services: quiet });
    expect(mapped.unmapped.map(({ reason }) => reason)).toEqual(["noCpu", "noRequests"]);
    expect(unmappedTotal(mapped)).toBe("3");
  });

  test("to a service that a rule names though it told nothing", () => {
    const target = { kind: "service", namespace: "", service: "batch", environment: "" } as const;
    const rules: MappingRule[] = [{ dimension: "account", value: "a1", target }];
    expect(told([line("7", { account: "a1" })], rules).services.batch).toEqual(["7", "0"]);
  });
});

test("nothing is lost and nothing is made: the parts add up to the lines", () => {
  const amount = fc
    .bigInt({ min: -(10n ** 15n), max: 10n ** 15n })
    .map((digits) => `${digits}e-11`);
  const name = fc.constantFrom("users", "orders", "mail", "");
  const groups = fc.array(
    fc.record({
      amount,
      service: name,
      namespace: fc.constantFrom("shop", "", "other"),
      bill: fc.constantFrom("A", "B", "C"),
    }),
  );
  const rules: MappingRule[] = [
    { dimension: "service", value: "A", target: all("cpu") },
    { dimension: "service", value: "B", target: all("requests") },
  ];
  fc.assert(
    fc.property(groups, (given) => {
      const lines = given.map((one) =>
        line(one.amount, {
          service: one.bill,
          "tag:service": one.service,
          "tag:namespace": one.namespace,
        }),
      );
      const mapped = mapCosts(lines, { rules, services: SERVICES });
      const parts = mapped.services.flatMap(({ direct, shared }) => [direct, shared]);
      const sum = sumMoney([...parts, unmappedTotal(mapped)]);
      expect(moneyText(sum)).toBe(moneyText(sumMoney(lines.map((one) => one.amount))));
    }),
  );
});
