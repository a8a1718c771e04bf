import { expect, test } from "vitest";
import { instancesFromMs } from "./scaling-services.ts";

const DAY_MS = 86_400_000;
const NOBODY = { namespace: [], environment: [], instance: [] };

test.each([
  ["a day of all services", 1, [], 1],
  ["a month of all services: its newest two days", 30, [], 2],
  ["a month of one service", 30, ["orders"], 30],
])("%s", (_, days, service, told) => {
  const range = { fromMs: 0, toMs: days * DAY_MS };
  const fromMs = instancesFromMs({ range, filters: { ...NOBODY, service } });
  expect((range.toMs - fromMs) / DAY_MS).toBe(told);
});
