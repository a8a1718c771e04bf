import { expect, it } from "vitest";
import { metricTrack } from "./metric-track.ts";
import { unitFormat } from "./unit-format.ts";

const base = {
  title: "t",
  note: "",
  unit: unitFormat("s"),
  unitName: "s",
  hidden: [],
  height: 100,
};

it("has an axis that holds zero, every value and every band", () => {
  const track = metricTrack({
    ...base,
    lines: [
      { id: "a", label: "a", values: [0.2, null], band: [[0.1, 0.9], null] },
      { id: "b", label: "b", values: [-0.3, 0.1] },
    ],
  });
  const ticks = track.ticks.map(({ value }) => value);
  expect(Math.min(...ticks)).toBeLessThanOrEqual(-0.3);
  expect(Math.max(...ticks)).toBeGreaterThanOrEqual(0.9);
  expect(ticks).toContain(0);
  expect(track.kind).toBe("lines");
  expect(track.write(0.25)).toBe("250\u00a0ms");
});

it("draws the rest of the groups apart from them", () => {
  const track = metricTrack({
    ...base,
    lines: [
      { id: "a", label: "a", values: [1] },
      { id: "rest", label: "12 others", values: [2], rest: true },
    ],
  });
  expect(track.lines.map((line) => line.dotted ?? false)).toEqual([false, true]);
  expect(track.lines[1]?.colour).toBe("var(--text-3)");
});

it("leaves hidden lines out, fits the axis to the others and keeps their colours", () => {
  const lines = [
    { id: "a", label: "a", values: [100] },
    { id: "b", label: "b", values: [1] },
  ];
  const all = metricTrack({ ...base, lines });
  const without = metricTrack({ ...base, lines, hidden: ["a"] });
  expect(without.lines.map(({ id }) => id)).toEqual(["b"]);
  expect(without.lines[0]?.colour).toBe(all.lines[1]?.colour);
  expect(without.ticks.at(-1)?.value).toBe(1);
});
