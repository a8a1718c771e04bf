import { describe, expect, it } from "vitest";
import {
  exponential,
  logNormal,
  pickPopular,
  pickWeighted,
  type Random,
  seededRandom,
} from "../random.ts";
import { nextJourney } from "./journeys.ts";
import { arrivalsPerSecond, DAY_MS } from "./load-shape.ts";

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

  it("picks low numbers more often: half of the picks are in the first quarter", () => {
    const picks = draw((random) => pickPopular(random, 400));
    expect(Math.min(...picks)).toBe(1);
    expect(Math.max(...picks)).toBeLessThanOrEqual(400);
    expect(picks.filter((pick) => pick <= 100).length / COUNT).toBeCloseTo(0.5, 1);
  });
});

describe("the load", () => {
  it("rises to a peak at a quarter of the day and is quietest in its last third", () => {
    const day = Array.from({ length: 360 }, (_, i) => arrivalsPerSecond((i / 360) * DAY_MS));
    const busiest = day.indexOf(Math.max(...day)) / 360;
    const quietest = day.indexOf(Math.min(...day)) / 360;
    expect(busiest).toBeCloseTo(0.25, 2);
    expect(quietest).toBeGreaterThan(2 / 3 - 0.01);
    // By hand, of 11 · (1.1 + 0.35 sin a − 0.1 cos 2a): at a = 0 11 · 1.0, at a = π/2 11 · 1.55, at a = 3π/2 11 · 0.85.
    expect(arrivalsPerSecond(0)).toBeCloseTo(11, 9);
    expect(arrivalsPerSecond(DAY_MS / 4)).toBeCloseTo(17.05, 9);
    expect(arrivalsPerSecond(DAY_MS * 2.75)).toBeCloseTo(9.35, 9);
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
