import { describe, expect, test } from "vitest";
import { formulaAnswer, isPinned, type Replicas } from "./autoscaler.ts";

const replicas = (given: Partial<Replicas>): Replicas => ({
  current: null,
  desired: null,
  minimum: null,
  maximum: null,
  ...given,
});
const cpu = (value: number, target: number) => ({ metric: "cpu", value, target });

describe("pinned at the maximum", () => {
  test.each([
    [{ current: 5, maximum: 5 }, true],
    [{ current: 4, desired: 5, maximum: 5 }, true],
    [{ current: 4, desired: 4, maximum: 5 }, false],
    [{ desired: 5, maximum: 5 }, true],
    [{ current: 5, desired: 5 }, null],
    [{ maximum: 5 }, null],
  ])("%o: %s", (given, expected) => {
    expect(isPinned(replicas(given))).toBe(expected);
  });
});

describe("the formula", () => {
  test.each([
    // 4 × 0.8 / 0.5 = 6.4
    [4, 0.8, 0.5, 7],
    // 3 × 0.9 / 0.3 = 9, of which floating point makes 9.000000000000002
    [3, 0.9, 0.3, 9],
    // 10 × 0.2 / 0.5 = 4
    [10, 0.2, 0.5, 4],
    [10, 0, 0.5, 0],
  ])("%i instances at %d of %d: %i", (current, value, target, asked) => {
    const answer = formulaAnswer(replicas({ current }), [cpu(value, target)]);
    expect(answer).toMatchObject({ asked, current, withinTolerance: false, replicas: asked });
  });

  test("within a tenth of the target nothing is changed", () => {
    const at = (value: number) => formulaAnswer(replicas({ current: 10 }), [cpu(value, 0.5)]);
    expect(at(0.55)).toMatchObject({ asked: 11, withinTolerance: true, replicas: 10 });
    expect(at(0.45)).toMatchObject({ asked: 9, withinTolerance: true, replicas: 10 });
    expect(at(0.56)).toMatchObject({ asked: 12, withinTolerance: false, replicas: 12 });
  });

  test("stays between minimum and maximum", () => {
    const bounds = { current: 4, minimum: 3, maximum: 6 };
    expect(formulaAnswer(replicas(bounds), [cpu(1, 0.5)])).toMatchObject({ asked: 8, replicas: 6 });
    expect(formulaAnswer(replicas(bounds), [cpu(0.1, 0.5)])).toMatchObject({
      asked: 1,
      replicas: 3,
    });
  });

  test("the metric that asks for most decides", () => {
    const metrics = [cpu(0.2, 0.5), { metric: "queue", value: 90, target: 30 }, cpu(0.6, 0.5)];
    expect(formulaAnswer(replicas({ current: 2 }), metrics)).toMatchObject({
      metric: "queue",
      asked: 6,
    });
  });

  test("is not known without instances, value or target", () => {
    expect(formulaAnswer(replicas({}), [cpu(0.5, 0.5)])).toBeNull();
    expect(formulaAnswer(replicas({ current: 2 }), [])).toBeNull();
    expect(formulaAnswer(replicas({ current: 2 }), [cpu(0.5, 0)])).toBeNull();
  });
});
