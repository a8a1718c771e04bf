import { expect, test } from "vitest";
import { shopBill } from "./shop-bill.ts";

const NOW_MS = Date.UTC(2026, 10, 24, 9);

test("is of 125 days through yesterday, says that it is made up, and is the same at every start", () => {
  const [head = "", ...rows] = shopBill(NOW_MS).split("\n");
  const columns = head.split(",").length;
  const days = new Set(rows.map((row) => row.split(",")[5]));
  expect(days.size).toBe(125);
  expect([...days].sort().at(-1)).toBe("2026-11-23");
  expect(rows.every((row) => row.startsWith("Headroom demo,"))).toBe(true);
  // The tags are one quoted cell with commas of their own.
  expect(rows.every((row) => row.replace(/"\{.*\}"/, "").split(",").length === columns)).toBe(true);
  expect(shopBill(NOW_MS + 3_600_000)).toBe(shopBill(NOW_MS));
});

test("what goes on for nine days is in the newest day and not in the tenth before it", () => {
  const nat = (day: string) =>
    shopBill(NOW_MS)
      .split("\n")
      .filter((row) => row.split(",")[5] === day && row.includes(",NAT gateway,"))
      .map((row) => Number(row.split(",")[9]))[0];
  // 1.08 a weekday, within 6 % of its elastic part; 5.5 more since 15 November.
  expect(nat("2026-11-13")).toBeCloseTo(1.08, 1);
  expect(nat("2026-11-23")).toBeCloseTo(6.58, 1);
});
