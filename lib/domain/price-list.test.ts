import { expect, test } from "vitest";
import { type Price, priceUse, type ServiceUse } from "./price-list.ts";

const service = (name: string) => ({ namespace: "", service: name, environment: "" });
const use = (given: Partial<ServiceUse> = {}): ServiceUse => ({
  ...{ service: service("shop"), instanceHours: 48, requestCount: 1_234_567 },
  ...{ bytesSent: 5_500_000_001, ...given },
});
const prices: Price[] = [
  { unit: "instance-hour", service: null, price: "0.0416" },
  { unit: "instance-hour", service: "mail", price: "0.10000000003" },
  { unit: "million-requests", service: null, price: "0.40" },
  { unit: "gigabyte-sent", service: null, price: "0.09" },
];
const amounts = (uses: ServiceUse[], list = prices) =>
  priceUse(uses, list).map(({ unit, amount }) => [unit, amount]);

test("each unit costs its number times its price, to the last digit", () => {
  expect(amounts([use()])).toEqual([
    ["instance-hour", "1.9968"],
    ["million-requests", "0.4938268"],
    ["gigabyte-sent", "0.49500000009"],
  ]);
});

test("a price of a service goes before that of all", () => {
  const [first] = priceUse([use({ service: service("mail") })], prices);
  expect(first).toMatchObject({ service: { service: "mail" }, amount: "4.80000000144" });
});

test("what was not told, not used, or has no price costs nothing that could be said", () => {
  expect(amounts([use({ instanceHours: null, bytesSent: null, requestCount: 0 })])).toEqual([]);
  expect(amounts([use()], [])).toEqual([]);
});
