import { expect, test } from "vitest";
import { type Nudge, nudge, toPlaces } from "./arrange.ts";

const A = { i: "a", x: 0, y: 0, w: 6, h: 4 };
const B = { i: "b", x: 6, y: 0, w: 6, h: 4 };
const C = { i: "c", x: 0, y: 4, w: 6, h: 3 };

const placesAfter = (id: string, by: Nudge) =>
  Object.fromEntries(
    [...toPlaces(nudge([A, B, C], id, by))].map(([key, { x, y, w, h }]) => [key, [x, y, w, h]]),
  );
const move = (columns: number, rows: number): Nudge => ({ kind: "move", columns, rows });
const resize = (columns: number, rows: number): Nudge => ({ kind: "resize", columns, rows });

test("a panel that moves down changes places with the one below it, and back up again", () => {
  const down = placesAfter("a", move(0, 1));
  expect(down).toEqual({ a: [0, 3, 6, 4], b: [6, 0, 6, 4], c: [0, 0, 6, 3] });
  expect(placesAfter("c", move(0, -1))).toEqual(down);
});

test("a panel at the edge stays there", () => {
  const still = { a: [0, 0, 6, 4], b: [6, 0, 6, 4], c: [0, 4, 6, 3] };
  expect(placesAfter("a", move(-1, 0))).toEqual(still);
  expect(placesAfter("b", move(1, 0))).toEqual(still);
  expect(placesAfter("b", move(0, 1))).toEqual(still);
  expect(placesAfter("b", resize(1, 0))).toEqual(still);
});

test("a panel that grows pushes what is below it down, and it never gets too small to read", () => {
  expect(placesAfter("a", resize(0, 2))).toMatchObject({ a: [0, 0, 6, 6], c: [0, 6, 6, 3] });
  expect(placesAfter("a", resize(1, 0))).toMatchObject({ a: [0, 0, 7, 4] });
  expect(placesAfter("c", resize(-9, -9))).toMatchObject({ c: [0, 4, 2, 2] });
});
