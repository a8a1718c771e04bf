import fc from "fast-check";
import { expect, test } from "vitest";
import {
  addBucket,
  decodeDistribution,
  emptyDistribution,
  encodeDistribution,
} from "./distribution.ts";
import { sketchIndex } from "./latency-sketch.ts";
import { RequestCell } from "./request-cell.ts";
import { RequestSeriesRegistry } from "./request-series.ts";

const series = new RequestSeriesRegistry(10, () => undefined).find(
  {
    namespace: "",
    service: "shop",
    environment: "",
    route: "/",
    method: "GET",
    status: "200",
    instance: "",
    version: "",
  },
  "spans",
  0,
);

const request = fc.record({
  seconds: fc.oneof(
    { weight: 1, arbitrary: fc.constant(0) },
    { weight: 5, arbitrary: fc.double({ min: 1e-9, max: 86_400, noNaN: true }) },
    { weight: 3, arbitrary: fc.constantFrom(0.1, 0.2, 0.25) },
  ),
  isError: fc.boolean(),
});

type Request = { seconds: number; isError: boolean; weight: number };

function cellOf(requests: readonly Request[]): RequestCell {
  const cell = new RequestCell(series, 0);
  for (const { seconds, isError, weight } of requests) {
    cell.add(seconds, seconds > 0 ? sketchIndex(seconds) : -32_768, weight, isError);
  }
  return cell;
}

function distributionOf(requests: readonly Request[]) {
  const made = emptyDistribution();
  for (const { seconds, weight } of requests) {
    if (seconds > 0) addBucket(made, sketchIndex(seconds), weight);
    else made.zeroCount += weight;
  }
  return made;
}

test("the quick encoding writes the bytes of the plain one", () => {
  fc.assert(
    fc.property(fc.array(request, { maxLength: 200 }), (list) => {
      const requests = list.map((one) => ({ ...one, weight: 1 }));
      const cell = cellOf(requests);
      expect(Buffer.from(cell.encodeLatencies())).toEqual(
        encodeDistribution(distributionOf(requests)),
      );
      expect(cell.count).toBe(requests.length);
      expect(cell.errors).toBe(requests.filter(({ isError }) => isError).length);
      expect(cell.maxSeconds).toBe(Math.max(0, ...requests.map(({ seconds }) => seconds)));
    }),
  );
});

test("weighted requests count as many as they stand for", () => {
  const weights = fc.constantFrom(1, 1, 2, 4, 8 / 3);
  fc.assert(
    fc.property(fc.array(fc.tuple(request, weights), { maxLength: 40 }), (list) => {
      const requests = list.map(([one, weight]) => ({ ...one, weight }));
      const decoded = decodeDistribution(cellOf(requests).encodeLatencies());
      const expected = distributionOf(requests);
      expect(decoded.zeroCount).toBeCloseTo(expected.zeroCount, 9);
      expect([...decoded.exponential.keys()].sort()).toEqual(
        [...expected.exponential.keys()].sort(),
      );
      for (const [index, count] of expected.exponential) {
        expect(decoded.exponential.get(index)).toBeCloseTo(count, 9);
      }
    }),
  );
});
