import { type Distribution, encodeDistribution } from "@/lib/aggregate/distribution.ts";
import { encodeHistogramCells, encodeNumberCells } from "@/lib/aggregate/metric-cells.ts";
import type { MetricPointRow } from "@/lib/domain/metrics.ts";
import { Random } from "../random.ts";
import { extraOf, levelOf, type Report, rateOf } from "./reports.ts";

/** The bounds of the SDKs' request histograms, in seconds. */
const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
const VARIANTS = 16;
const random = new Random(20_261_128);

/** How the values of a histogram lie: most of them around its mean. */
function countsOf(report: Extract<Report, { kind: "histogram" }>, count: number): number[] {
  const center = BOUNDS.findIndex((bound) => bound >= report.meanSeconds);
  const counts = new Array<number>(BOUNDS.length + 1).fill(0);
  const shares = [0.7, 0.25, 0.05];
  for (const [i, share] of shares.entries()) counts[center + i] = count * share;
  return counts;
}

const distributionOf = (
  report: Extract<Report, { kind: "histogram" }>,
  count: number,
): Distribution => ({
  zeroCount: 0,
  exponential: new Map(),
  explicit: [{ bounds: BOUNDS, counts: countsOf(report, count) }],
});

/** Cells of `minutes` minutes each, `cells` of them from the place `first` on. */
type CellShape = { minutes: number; first: number; cells: number };

/** Encoded rows of cells, as the roller writes them: a few variants, which series share. */
export class CellSource {
  private readonly made = new Map<string, Buffer[]>();

  constructor(private readonly shape: CellShape) {}

  next(report: Report, series: number): Buffer {
    const extra = report.kind === "gauge" ? 0 : extraOf(series);
    const key = `${report.name} ${Object.values(report.attributes).join()} ${extra}`;
    let variants = this.made.get(key);
    if (!variants) {
      const size = report.kind === "gauge" ? VARIANTS : 1;
      variants = Array.from({ length: size }, () => this.make(report, extra));
      this.made.set(key, variants);
    }
    return variants[random.below(variants.length)] ?? Buffer.alloc(0);
  }

  private make(report: Report, extra: number): Buffer {
    const { minutes, first, cells } = this.shape;
    const slots = Array.from({ length: cells }, (_, slot) => first + slot);
    if (report.kind === "histogram") {
      const count = rateOf(report, extra) * minutes;
      const distribution = distributionOf(report, count);
      const figures = { count, sum: count * report.meanSeconds, min: Number.NaN, max: Number.NaN };
      return encodeHistogramCells(
        slots.map((slot) => [slot, { ...figures, unplaced: 0, distribution }] as const),
      );
    }
    if (report.kind === "counter") {
      const sum = rateOf(report, extra) * minutes;
      const figures = { count: 1, sum, min: Number.POSITIVE_INFINITY };
      const rest = { max: Number.NEGATIVE_INFINITY, last: 1_234_567 };
      return encodeNumberCells(slots.map((slot) => [slot, { ...figures, ...rest }] as const));
    }
    return encodeNumberCells(slots.map((slot) => [slot, this.gauge(report)] as const));
  }

  private gauge(report: Extract<Report, { kind: "gauge" }>) {
    const levels = Array.from({ length: this.shape.minutes }, () => levelOf(random, report));
    return {
      count: levels.length,
      sum: levels.reduce((sum, level) => sum + level, 0),
      min: Math.min(...levels),
      max: Math.max(...levels),
      last: levels.at(-1) ?? 0,
    };
  }
}

const NOTHING: Omit<MetricPointRow, "seriesId" | "startNs" | "timeNs"> = {
  value: null,
  pointCount: null,
  pointSum: null,
  pointMin: null,
  pointMax: null,
  distribution: null,
  quantiles: null,
  exemplars: null,
  flags: 0,
};

/** The values of a point, so many minutes after its series began. */
export function pointValues(report: Report, series: number, minutes: number): typeof NOTHING {
  if (report.kind === "gauge") return { ...NOTHING, value: levelOf(random, report) };
  const count = rateOf(report, series) * minutes;
  if (report.kind === "counter") return { ...NOTHING, value: count };
  const distribution = encodeDistribution(distributionOf(report, count));
  const sum = count * report.meanSeconds;
  return { ...NOTHING, pointCount: count, pointSum: sum, distribution };
}
