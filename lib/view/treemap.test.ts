import fc from "fast-check";
import { expect, test } from "vitest";
import { treemap } from "./treemap.ts";

const BOX = { width: 600, height: 200 };

test("areas are to each other as the weights, fill the box and do not overlap", () => {
  const weights = fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 13 });
  fc.assert(
    fc.property(weights, (given) => {
      const sorted = given.toSorted((a, b) => b - a);
      const total = sorted.reduce((sum, weight) => sum + weight, 0);
      const rects = treemap(sorted, BOX);
      for (const [i, { x, y, width, height }] of rects.entries()) {
        expect(width * height).toBeCloseTo(((sorted[i] ?? 0) / total) * 120_000, 4);
        expect(x).toBeGreaterThanOrEqual(-1e-9);
        expect(y).toBeGreaterThanOrEqual(-1e-9);
        expect(x + width).toBeLessThanOrEqual(600 + 1e-6);
        expect(y + height).toBeLessThanOrEqual(200 + 1e-6);
        for (const other of rects.slice(i + 1)) {
          const across = Math.min(x + width, other.x + other.width) - Math.max(x, other.x);
          const down = Math.min(y + height, other.y + other.height) - Math.max(y, other.y);
          expect(Math.min(across, down)).toBeLessThan(1e-6);
        }
      }
    }),
  );
});

test("halves stand beside each other; nothing has no area", () => {
  expect(treemap([1, 1], BOX)).toEqual([
    { x: 0, y: 0, width: 300, height: 200 },
    { x: 300, y: 0, width: 300, height: 200 },
  ]);
  expect(treemap([0], BOX)).toEqual([{ x: 0, y: 0, width: 0, height: 0 }]);
});
