import { expect, test } from "vitest";
import { drawnLines, isTold } from "./lens-drawn.ts";
import type { LensLine } from "./lens-line.ts";

const FOLD = { counters: [], gauges: [], histograms: [] };
const members = [{ series: { seriesId: 7n } }, { series: { seriesId: 8n } }];

type Points = Record<"times" | "starts" | "values", readonly number[]>;
const look = (...points: (readonly [id: bigint, points: Points])[]) =>
  isTold([{ from: 0, to: 60, points: new Map(points) }], members, ({ values }) => values);

const pointsAt = (...times: number[]): Points => ({
  ...{ times, starts: times.map(() => 0), values: times.map((time) => time * 2) },
});

const line: LensLine<string, string> = {
  ...{ namespace: "", service: "shop", environment: "", instance: "", version: "", group: "" },
  ...{ library: "", measure: "hits", dimensions: {}, newest: 20 },
  ...{ kind: "counter", counts: new Float64Array(1) },
};

test("a line is the same until a point was added to its series, or it is drawn in another way", () => {
  expect(look([7n, pointsAt(10, 20)])).toBe(true);
  const { counters, gauges } = drawnLines(FOLD, "a");
  expect(counters.get(3)).toBeUndefined();
  counters.set(3, line);
  expect(look([7n, pointsAt(10, 20)])).toBe(true);
  expect(drawnLines(FOLD, "a").counters.get(3)).toBe(line);
  expect(gauges.get(3)).toBeUndefined();
  expect(counters.get(2)).toBeUndefined();

  for (const more of [
    [[7n, pointsAt(10, 20, 30)]],
    [
      [7n, pointsAt(10, 20)],
      [8n, pointsAt(15)],
    ],
    [[7n, { ...pointsAt(10, 20), values: [20, 41] }]],
    [[7n, { ...pointsAt(10, 20), starts: [0, 15] }]],
  ] as const) {
    expect(look(...more)).toBe(true);
    expect(counters.get(3)).toBeUndefined();
  }
  // Of other series nothing is said; without points it is another line.
  expect(look([9n, pointsAt(10)])).toBe(false);
  expect(counters.get(3)).toBeUndefined();

  look([7n, pointsAt(10, 20)]);
  expect(drawnLines(FOLD, "b").counters.get(3)).toBeUndefined();
});
