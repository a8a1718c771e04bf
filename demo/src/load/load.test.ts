import { describe, expect, it } from "vitest";
import {
  exponential,
  logNormal,
  pickHeavyTailed,
  pickPopular,
  pickWeighted,
  type Random,
  seededRandom,
} from "../random.ts";
import { nextJourney } from "./journeys.ts";
import { arrivalsAt, arrivalsOnCalendar, arrivalsPerSecond, DAY_MS } from "./load-shape.ts";

const COUNT = 20_000;
const draw = <T>(make: (random: Random) => T, seed = 42): T[] => {
  const random = seededRandom(seed);
  return Array.from({ length: COUNT }, () => make(random));
};
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const quantile = (values: number[], q: number) =>
  values.toSorted((a, b) => a - b)[Math.ceil(q * values.length) - 1] ?? Number.NaN;

describe("random", () => {
  it("repeats for a seed, differs for another, and is uniform", () => {
    const values = draw((random) => random());
    expect(draw((random) => random())).toEqual(values);
    expect(draw((random) => random(), 43)).not.toEqual(values);
    expect(mean(values)).toBeCloseTo(0.5, 2);
    expect(quantile(values, 0.9)).toBeCloseTo(0.9, 1);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values)).toBeLessThan(1);
  });

  it("has exponential gaps: the mean as asked, the median ln 2 times it", () => {
    const gaps = draw((random) => exponential(random, 100));
    expect(mean(gaps) / 100).toBeCloseTo(1, 1);
    expect(quantile(gaps, 0.5) / 100).toBeCloseTo(Math.LN2, 1);
  });

  it("has log-normal durations: the median as asked, the 99th percentile exp(2.326 · 0.5) = 3.2 times it", () => {
    const durations = draw((random) => logNormal(random, 20, 0.5));
    expect(quantile(durations, 0.5) / 20).toBeCloseTo(1, 1);
    expect(quantile(durations, 0.99) / 20).toBeCloseTo(3.2, 0);
  });

  it("picks by weight", () => {
    const entries = [
      { name: "often", weight: 9 },
      { name: "seldom", weight: 1 },
      { name: "never", weight: 0 },
    ];
    const picks = draw((random) => pickWeighted(random, entries).name);
    expect(picks.filter((name) => name === "often").length / COUNT).toBeCloseTo(0.9, 1);
    expect(picks).not.toContain("never");
    expect(() => pickWeighted(seededRandom(1), [])).toThrow(RangeError);
  });

  it("picks with a heavy tail: half of the picks are among the first hundred and forty of twenty thousand", () => {
    // ln 141 / ln 20,000 is a half.
    const picks = draw((random) => pickHeavyTailed(random, 20_000));
    expect(Math.min(...picks)).toBe(1);
    expect(Math.max(...picks)).toBeLessThan(20_000);
    expect(picks.filter((pick) => pick <= 141).length / COUNT).toBeCloseTo(0.5, 1);
  });

  it("picks low numbers more often: half of the picks are in the first quarter", () => {
    const picks = draw((random) => pickPopular(random, 400));
    expect(Math.min(...picks)).toBe(1);
    expect(Math.max(...picks)).toBeLessThanOrEqual(400);
    expect(picks.filter((pick) => pick <= 100).length / COUNT).toBeCloseTo(0.5, 1);
  });
});

describe("the load", () => {
  it("rises from three in the night to a peak at eight in the evening", () => {
    const day = Array.from({ length: 1_440 }, (_, minute) => arrivalsAt(minute / 1_440));
    expect(day.indexOf(Math.min(...day)) / 60).toBe(3);
    expect(day.indexOf(Math.max(...day)) / 60).toBe(20);
    // Half past seven lies between 5.5 at seven and 6.5 at eight.
    expect(arrivalsAt(7.5 / 24)).toBeCloseTo(6, 9);
    expect(arrivalsAt(1 + 7.5 / 24)).toBeCloseTo(6, 9);
  });

  it("lives through a day in half an hour, from the time of day at which it starts", () => {
    const noon = Date.UTC(2026, 2, 1, 12);
    expect(arrivalsPerSecond(0, noon)).toBeCloseTo(arrivalsAt(0.5), 9);
    expect(arrivalsPerSecond(10 * 60_000, noon)).toBeCloseTo(arrivalsAt(20 / 24), 9);
    expect(arrivalsPerSecond(DAY_MS, noon)).toBeCloseTo(arrivalsAt(0.5), 9);
  });

  it("was busier on a past Friday than on a past Sunday", () => {
    // 1 January 1970 was a Thursday, the 2nd a Friday and the 4th a Sunday.
    const noonOf = (day: number) => Date.UTC(1970, 0, day, 12);
    expect(arrivalsOnCalendar(noonOf(2)) / arrivalsOnCalendar(noonOf(4))).toBeCloseTo(
      1.08 / 0.82,
      9,
    );
  });

  it("mixes routes as its weights say", () => {
    const journeys = draw(nextJourney);
    const share = (test: (path: string) => boolean) =>
      journeys.filter(({ path }) => test(path)).length / COUNT;
    // The weights add up to 101.4, of which the catalog has 30, sessions 6.
    expect(share((path) => path === "/api/catalog")).toBeCloseTo(30 / 101.4, 1);
    expect(share((path) => path === "/api/sessions")).toBeCloseTo(6 / 101.4, 2);
    expect(share((path) => path.startsWith("/api/"))).toBe(1);
    for (const { method, body } of journeys) expect(body !== undefined).toBe(method === "POST");
  });
});
