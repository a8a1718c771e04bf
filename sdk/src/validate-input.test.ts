import { afterEach, beforeEach, expect, it } from "vitest";
import { z } from "zod";
import { startTestMeter, type TestMeter } from "./test-support/metrics.ts";
import { createInputValidator, type InputValidator } from "./validate-input.ts";

let meter: TestMeter;
let validator: InputValidator;

beforeEach(() => {
  meter = startTestMeter();
  validator = createInputValidator({ name: "POST /orders", meterProvider: meter.provider });
});
afterEach(() => meter.stop());

const order = z.object({
  customer: z.object({ email: z.email() }),
  items: z.array(z.object({ quantity: z.number().int().positive() })).min(1),
});
const rejected = (field: string) =>
  meter.value("validation.rejections", {
    "validation.name": "POST /orders",
    "validation.field": field,
  });

it("gives the parsed input", async () => {
  const input = { customer: { email: "a@shop.example" }, items: [{ quantity: 2 }], more: true };
  expect(await validator.validate(order, input)).toEqual({
    valid: true,
    value: { customer: { email: "a@shop.example" }, items: [{ quantity: 2 }] },
  });
  expect(await meter.value("validation.requests", { "validation.result": "accepted" })).toBe(1);
});

it("names every wrong field, and counts each once an input", async () => {
  const result = await validator.validate(order, {
    customer: { email: "nobody" },
    items: [{ quantity: 0 }, { quantity: -1 }],
  });
  expect(result.valid ? [] : result.problems.map(({ field }) => field)).toEqual([
    "customer.email",
    "items[].quantity",
    "items[].quantity",
  ]);
  expect([await rejected("customer.email"), await rejected("items[].quantity")]).toEqual([1, 1]);
  expect(await meter.value("validation.requests", { "validation.result": "rejected" })).toBe(1);
});

it("does not make a series of each key that a sender makes up", async () => {
  const prices = z.record(z.string(), z.number());
  for (let key = 0; key < 300; key++) await validator.validate(prices, { [`made-up-${key}`]: "x" });
  expect(await meter.points("validation.rejections")).toHaveLength(201);
  expect(await rejected("_OTHER")).toBe(100);
});

it("counts what was judged elsewhere", async () => {
  validator.count([]);
  validator.count(["from", "from", "to"]);
  expect([await rejected("from"), await rejected("to")]).toEqual([1, 1]);
  expect(await meter.value("validation.requests", { "validation.result": "accepted" })).toBe(1);
  expect(await meter.value("validation.requests", { "validation.result": "rejected" })).toBe(1);
});
