import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type BridgeInput,
  type BridgeService,
  type BridgeSide,
  explainUnitCost,
} from "./cost-bridge.ts";
import { Money, moneyText, sumMoney } from "./money.ts";

const side = (cost: string, requestCount: number, more: Partial<BridgeSide> = {}): BridgeSide => ({
  ...{ cost, requestCount, instanceHours: null, hitRatio: null, ...more },
});
const service = (
  name: string,
  before: BridgeSide,
  after: BridgeSide,
  untilDeploy: BridgeService["untilDeploy"] = null,
): BridgeService => ({ name, before, after, untilDeploy });
const whole = (requestCount: number, more: { charges?: string; unmapped?: string } = {}) => ({
  ...{ requestCount, charges: "0", unmapped: "0", ...more },
});
const partsOf = (input: BridgeInput) =>
  Object.fromEntries(
    (explainUnitCost(input)?.parts ?? []).flatMap(({ id, amount }) =>
      amount === "0" ? [] : [[id, amount]],
    ),
  );

describe("the change of the cost of 1,000 requests", () => {
  test("is all of one part when only that changed", () => {
    const was = side("100", 1_000, { instanceHours: 100, hitRatio: 0.5 });
    const totals = { before: whole(1_000), after: whole(1_000) };
    // An hour costs 2 in place of 1: 200 for 1,000 requests in place of 100.
    const dear = side("200", 1_000, { instanceHours: 100, hitRatio: 0.5 });
    expect(partsOf({ services: [service("a", was, dear)], ...totals })).toEqual({ price: "100" });
    // Half as many more hours at the same price.
    const more = side("150", 1_000, { instanceHours: 150, hitRatio: 0.5 });
    expect(partsOf({ services: [service("a", was, more)], ...totals })).toEqual({
      instances: "50",
    });
    // The same hours, of which each does as much: caches answer 0.25 less, so 1.5 times the rest and the hours.
    const cold = side("150", 1_000, { instanceHours: 150, hitRatio: 0.25 });
    expect(partsOf({ services: [service("a", was, cold)], ...totals })).toEqual({ hitRatio: "50" });
  });

  test("is of deploys when the hours rose from the new version on", () => {
    const was = side("100", 1_000, { instanceHours: 100 });
    const is = side("150", 1_000, { instanceHours: 150 });
    const totals = { before: whole(1_000), after: whole(1_000) };
    // Before the new version 500 requests took 50 hours, as ever.
    const until = { requestCount: 500, instanceHours: 50 };
    expect(partsOf({ services: [service("a", was, is, until)], ...totals })).toEqual({
      deploys: "50",
    });
    // From the first day on: nothing is known of the days before it, so all of it is the version's.
    const none = { requestCount: 0, instanceHours: 0 };
    expect(partsOf({ services: [service("a", was, is, none)], ...totals })).toEqual({
      deploys: "50",
    });
  });

  test("is of traffic when the dear service is asked more often", () => {
    // 10 and 1 for each request; half of 100 requests each, then 80 and 20: 550 → 820 for 100.
    const services = [
      service("dear", side("500", 50), side("800", 80)),
      service("cheap", side("50", 50), side("20", 20)),
    ];
    const totals = { before: whole(100), after: whole(100) };
    expect(partsOf({ services, ...totals })).toEqual({ traffic: "2700" });
  });

  test("has what is no usage, what is given to no service and services that came or went apart", () => {
    const services = [
      service("new", side("0", 0), side("30", 10)),
      service("idle", side("10", 0), side("30", 0)),
    ];
    const input = {
      services,
      before: whole(100, { charges: "-5", unmapped: "20" }),
      after: whole(100, { charges: "-10", unmapped: "50" }),
    };
    expect(partsOf(input)).toEqual({ traffic: "300", charges: "-50", unmapped: "500" });
  });

  test("is shared evenly when two factors do it together", () => {
    // Price and hours both double: 1 → 4. Alone each does 1, after the other 2: the mean of both orders is 1.5.
    const services = [
      service("a", side("1", 1_000, { instanceHours: 1 }), side("4", 1_000, { instanceHours: 2 })),
    ];
    const totals = { before: whole(1_000), after: whole(1_000) };
    expect(partsOf({ services, ...totals })).toEqual({ price: "1.5", instances: "1.5" });
  });

  test("cannot be told without requests", () => {
    expect(explainUnitCost({ services: [], before: whole(0), after: whole(1) })).toBeNull();
  });
});

test("the parts add up to the change, to the last digit", () => {
  const money = fc
    .bigInt({ min: 0n, max: 10n ** 16n })
    .map((digits) => moneyText(new Money(`${digits}e-11`)));
  const anySide: fc.Arbitrary<BridgeSide> = fc.record({
    cost: money,
    requestCount: fc.integer({ min: 0, max: 10_000_000 }),
    instanceHours: fc.option(fc.integer({ min: 0, max: 10_000 })),
    hitRatio: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
  });
  const until = fc.option(
    fc.record({
      requestCount: fc.integer({ min: 0, max: 1_000 }),
      instanceHours: fc.integer({ min: 0, max: 100 }),
    }),
  );
  const anyService = fc.record({
    name: fc.string(),
    before: anySide,
    after: anySide,
    untilDeploy: until,
  });
  const totals = fc.record({
    requestCount: fc.integer({ min: 1, max: 100_000_000 }),
    charges: money,
    unmapped: money,
  });
  const input = fc.record({
    services: fc.array(anyService, { maxLength: 5 }),
    before: totals,
    after: totals,
  });
  fc.assert(
    fc.property(input, (given) => {
      const bridge = explainUnitCost(given);
      const sum = sumMoney([
        bridge?.before ?? "0",
        ...(bridge?.parts ?? []).map(({ amount }) => amount),
      ]);
      expect(moneyText(sum)).toBe(bridge?.after);
    }),
  );
});
