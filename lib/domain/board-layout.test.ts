import fc from "fast-check";
import { expect, test } from "vitest";
import { addPanel, freePlace, nextPanelId, packPanels, readingOrder } from "./board-layout.ts";
import { BOARD_COLUMNS, type BoardPanel, type PanelPlace } from "./boards.ts";

const panel = (id: string, place: PanelPlace): BoardPanel => ({
  ...{ id, title: id, chart: { kind: "text", text: "" }, ...place },
});

const place = fc
  .record({
    x: fc.integer({ min: 0, max: 11 }),
    y: fc.integer({ min: 0, max: 40 }),
    w: fc.integer({ min: 1, max: 12 }),
    h: fc.integer({ min: 1, max: 8 }),
  })
  .map((given) => ({ ...given, w: Math.min(given.w, BOARD_COLUMNS - given.x) }));
const places = fc.array(place, { maxLength: 12 });

/** Every cell that a panel covers, as "x,y". */
const cellsOf = ({ x, y, w, h }: PanelPlace): string[] =>
  Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)},${y + Math.floor(cell / w)}`);

test("packed panels cover nothing twice, keep columns and size, and could not stand higher", () => {
  fc.assert(
    fc.property(places, (given) => {
      const panels = given.map((one, index) => panel(`p${index}`, one));
      const packed = packPanels(panels);
      const cells = packed.flatMap(cellsOf);
      expect(new Set(cells).size).toBe(cells.length);
      for (const one of packed) {
        const original = panels.find(({ id }) => id === one.id);
        expect(one).toEqual({ ...original, y: one.y });
        const above = cellsOf({ ...one, y: one.y - 1, h: 1 });
        if (one.y > 0) expect(above.some((cell) => cells.includes(cell))).toBe(true);
      }
    }),
  );
});

test("a free place is free and within the columns, and none is higher", () => {
  fc.assert(
    fc.property(places, place, (given, { w, h }) => {
      const found = freePlace(given, { w, h });
      const taken = new Set(given.flatMap(cellsOf));
      expect(cellsOf(found).some((cell) => taken.has(cell))).toBe(false);
      expect(found.x + found.w).toBeLessThanOrEqual(BOARD_COLUMNS);
      for (let y = 0; y < found.y; y += 1) {
        for (let x = 0; x + w <= BOARD_COLUMNS; x += 1) {
          expect(cellsOf({ x, y, w, h }).some((cell) => taken.has(cell))).toBe(true);
        }
      }
    }),
  );
});

test("ids go on from the largest number; others do not count", () => {
  const at = { x: 0, y: 0, w: 1, h: 1 };
  expect(nextPanelId([])).toBe("p1");
  expect(nextPanelId([panel("p7", at), panel("other", at), panel("p3", at)])).toBe("p8");
});

test("a new panel takes the size that suits its chart, beside the last if there is room", () => {
  const chart = {
    kind: "requests" as const,
    measures: ["p95Ms" as const],
    groupBy: [],
    filters: {},
    visual: "lines" as const,
  };
  const one = addPanel([], { title: "A", chart });
  const two = addPanel(one, { title: "B", chart });
  expect(two.map(({ id, x, y, w, h }) => [id, x, y, w, h])).toEqual([
    ["p1", 0, 0, 6, 6],
    ["p2", 6, 0, 6, 6],
  ]);
  expect(readingOrder([...two].reverse()).map(({ id }) => id)).toEqual(["p1", "p2"]);
});
