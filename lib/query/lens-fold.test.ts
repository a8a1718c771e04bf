import { expect, test, vi } from "vitest";
import { encodeNumberCells } from "@/lib/aggregate/metric-cells.ts";
import { foldOfCells } from "./lens-fold.ts";
import type { LensSeries } from "./lens-series.ts";
import type { CellsOfSeries } from "./metric-sources.ts";

const HOUR = 3_600;
const PLAN = { stepSeconds: HOUR, first: 0, points: 2, segments: [], from: 0, to: 2 * HOUR };

const seriesOf = (seriesId: bigint): LensSeries<string, string> => ({
  ...{ library: "", measure: "hits", dimensions: {}, factor: 2 },
  ...{ namespace: "", service: "shop", environment: "", instance: "a", version: "" },
  series: {
    ...{ seriesId, serviceId: 1n, originId: 1n, name: "hits", unit: "1", description: "" },
    ...{ namespace: "", service: "shop", environment: "", instance: "a", version: "" },
    ...{ kind: "sum", temporality: "cumulative", isMonotonic: true, metricClass: "counter" },
    ...{ attributes: new Map(), registeredMs: 0 },
  },
});

const listOf = (...ids: bigint[]) => ({ counter: ids.map(seriesOf), gauge: [], histogram: [] });
/** Of a series so much was added in the first hour as its number is. */
const cellsOf = (...ids: bigint[]): CellsOfSeries =>
  new Map(
    ids.map((id) => {
      const cell = { count: 1, sum: Number(id), min: 0, max: 0, last: 0 };
      const bytes = encodeNumberCells([[0, cell]]);
      return [id, [{ start: 0, width: HOUR, from: 0, to: 2 * HOUR, bytes }]];
    }),
  );

test("what cells come to is kept for a list of series while they are those that were read", async () => {
  const load = vi.fn(async () => cellsOf(1n, 2n, 3n));
  const list = listOf(1n, 2n);
  const ask = (series: typeof list, version: string, plan = PLAN) =>
    foldOfCells({ series, groupOf: undefined, plan, version }, load);
  const found = await ask(list, "a");
  expect(found.counters.map((one) => one?.counts)).toEqual([
    new Float64Array([2, Number.NaN, 2]),
    new Float64Array([4, Number.NaN, 4]),
  ]);
  expect(found.counters[0]?.newest).toBe(HOUR);
  expect(await ask(list, "a")).toBe(found);
  expect(load).toHaveBeenCalledTimes(1);

  // Made again, another list, other buckets.
  expect(await ask(list, "b")).not.toBe(found);
  const other = await ask(listOf(3n, 4n), "a");
  expect(other.counters.map((one) => one?.counts[0])).toEqual([6, undefined]);
  const whole = await ask(list, "a", { ...PLAN, stepSeconds: 2 * HOUR, points: 1 });
  expect(whole.counters[1]?.counts).toEqual(new Float64Array([4, 4]));
  expect(load).toHaveBeenCalledTimes(4);
});

test("series that share a line are added up", async () => {
  const groupOf = () => "all";
  const wanted = { series: listOf(1n, 2n), groupOf, plan: PLAN, version: "a" };
  const { counters } = await foldOfCells(wanted, async () => cellsOf(1n, 2n));
  expect(counters.map((one) => one?.counts[PLAN.points])).toEqual([6]);
});
