import { describe, expect, it } from "vitest";
import { decodeDistribution } from "./distribution.ts";
import { sketchIndex } from "./latency-sketch.ts";
import { RequestGroup } from "./request-group.ts";
import { RequestSeriesRegistry, serviceTierId } from "./request-series.ts";

const SHOP = { namespace: "", service: "shop", environment: "" };
const NOTHING = { route: "", method: "", status: "", instance: "", version: "" };
const BUCKET = 1_700_000_000;

function groupWith(
  requests: {
    route: string;
    bucket: number;
    seconds: number;
    weight?: number;
    isError?: boolean;
  }[],
) {
  const registry = new RequestSeriesRegistry(100, () => undefined);
  const group = new RequestGroup(registry, BUCKET * 1000);
  for (const { route, bucket, seconds, weight = 1, isError = false } of requests) {
    const series = registry.find({ ...SHOP, ...NOTHING, route }, "spans", BUCKET);
    const index = seconds > 0 ? sketchIndex(seconds) : -32_768;
    const cell = group.cell(series, bucket);
    cell.add(seconds, index, weight, isError);
    if (seconds >= cell.maxSeconds) cell.setExemplar(Uint8Array.of(seconds * 10), 0);
  }
  return [...group.perService()];
}

describe("the cells of a group per service", () => {
  it("hold what the cells of the service's series hold together", () => {
    const cells = groupWith([
      { route: "/a", bucket: BUCKET, seconds: 0.5 },
      { route: "/a", bucket: BUCKET, seconds: 0 },
      { route: "/b", bucket: BUCKET, seconds: 2, isError: true },
      { route: "/b", bucket: BUCKET, seconds: 0.5, weight: 4 },
    ]);
    expect(cells).toHaveLength(1);
    const [cell] = cells;
    expect(cell?.series.tierId).toBe(serviceTierId(SHOP, "spans"));
    expect(cell).toMatchObject({ bucket: BUCKET, count: 7, errors: 1, maxSeconds: 2 });
    expect(cell?.sumSeconds).toBeCloseTo(4.5, 12);
    expect(cell?.exemplar[0]).toBe(20);
    // 0.5 s and 2 s are bounds of buckets, upper bounds included: 64 · log2(s) − 1.
    const { zeroCount, exponential } = decodeDistribution(cell?.encodeLatencies() ?? Buffer.of());
    expect(zeroCount).toBe(1);
    expect([...exponential].sort((a, b) => a[0] - b[0])).toEqual([
      [-65, 5],
      [63, 1],
    ]);
  });

  it("stay apart by bucket and source", () => {
    const registry = new RequestSeriesRegistry(100, () => undefined);
    const group = new RequestGroup(registry, BUCKET * 1000);
    const find = (source: "spans" | "metrics") =>
      registry.find({ ...SHOP, ...NOTHING, route: "/a" }, source, BUCKET);
    group.cell(find("spans"), BUCKET).add(1, sketchIndex(1), 1, false);
    group.cell(find("spans"), BUCKET + 10).add(1, sketchIndex(1), 1, false);
    group.cell(find("metrics"), BUCKET).add(1, sketchIndex(1), 1, false);
    const keys = [...group.perService()].map((cell) => [cell.series.tierId, cell.bucket]);
    expect(keys).toEqual([
      [serviceTierId(SHOP, "spans"), BUCKET],
      [serviceTierId(SHOP, "spans"), BUCKET + 10],
      [serviceTierId(SHOP, "metrics"), BUCKET],
    ]);
  });
});
