import { describe, expect, it } from "vitest";
import type { MetricGroup, MetricQueryResponse } from "@/lib/contract/metrics.ts";
import { restValues, toMetricRows } from "./metric-groups.ts";
import { toTrackTimes } from "./track.ts";

const START = Date.UTC(2026, 10, 24, 14, 0, 0);
const STEP_MS = 10_000;
const at = (index: number) => new Date(START + index * STEP_MS).toISOString();
const times = toTrackTimes({
  startsMs: [0, 1, 2].map((index) => START + index * STEP_MS),
  stepMs: STEP_MS,
  nowMs: START + 25_000,
});

const group = (key: Record<string, string>, values: (number | null)[]): MetricGroup => ({
  key,
  total: { value: 7 },
  points: values.map((value, index) => ({ at: at(index), value })),
});

const answerOf = (groups: MetricGroup[]): MetricQueryResponse => ({
  name: "jobs",
  unit: "1",
  kind: "sum",
  metricClass: "counter",
  agg: "rate",
  valueUnit: "1/s",
  seriesCount: 2,
  variants: [],
  formula: null,
  from: at(0),
  to: at(3),
  stepSeconds: 10,
  groups,
  omittedGroups: 0,
});

describe("toMetricRows", () => {
  it("names groups by their values in the order asked for, and what is not set", () => {
    const rows = toMetricRows(
      answerOf([
        group({ host: "a", queue: "mails" }, [1, 2, 3]),
        group({ host: "", queue: "bills" }, [1, 2, 3]),
      ]),
      ["queue", "host"],
      times,
    );
    expect(rows.map(({ label }) => label)).toEqual(["mails · a", "bills · (not set)"]);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(2);
  });

  it("tells services of one name apart by their environment, and only then", () => {
    const key = (service: string, environment: string) => ({ namespace: "", service, environment });
    const rows = toMetricRows(
      answerOf([
        group(key("shop", "production"), [1]),
        group(key("shop", "staging"), [1]),
        group(key("mailer", "production"), [1]),
      ]),
      ["service"],
      times,
    );
    expect(rows.map(({ label }) => label)).toEqual([
      "shop (production)",
      "shop (staging)",
      "mailer",
    ]);
  });

  it("takes last, mean and max of complete buckets: the third is not over", () => {
    const [row] = toMetricRows(answerOf([group({}, [2, 4, 90])]), [], times);
    expect(row).toMatchObject({ label: "rate", last: 4, mean: 3, max: 4, total: 7 });
  });

  it("has a band only where a quantile is not exact", () => {
    const banded = group({}, [1, 2, 3]);
    const exact = {
      ...banded,
      points: banded.points.map((point) => ({ ...point, low: 1, high: 1 })),
    };
    const wide = {
      ...banded,
      points: banded.points.map((point, index) =>
        index === 0 ? { ...point, low: 0.5, high: 2 } : { ...point, low: 1, high: null },
      ),
    };
    expect(toMetricRows(answerOf([exact]), [], times)[0]?.band).toBeNull();
    expect(toMetricRows(answerOf([wide]), [], times)[0]?.band).toEqual([[0.5, 2], null, null]);
  });
});

describe("restValues", () => {
  it("is the whole less what is drawn, never below zero, a gap where the whole is not known", () => {
    const drawn = toMetricRows(
      answerOf([group({ q: "a" }, [4, null, 5]), group({ q: "b" }, [1, 2, 5])]),
      ["q"],
      times,
    );
    expect(restValues([10, 3, null], drawn)).toEqual([5, 1, null]);
    expect(restValues([4.999, null, 9], drawn)).toEqual([0, null, 0]);
  });
});
