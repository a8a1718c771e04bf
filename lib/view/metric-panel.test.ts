import { expect, test } from "vitest";
import type { MetricQueryResponse } from "@/lib/contract/metrics.ts";
import type { MetricQuery, MetricsChart } from "@/lib/domain/chart-spec.ts";
import { toMetricPanel } from "./metric-panel.ts";

const NOON_MS = Date.parse("2026-11-25T12:00:00.000Z");
const nowMs = NOON_MS + 600_000;

type Given = { name?: string; agg?: "p95" | "p50" | "avg"; unit?: string; stepSeconds?: number };

const answerOf = (
  { name = "work.duration", agg = "p95", unit = "s", stepSeconds = 60 }: Given,
  lines: Record<string, (number | null)[]>,
): MetricQueryResponse => ({
  ...{ name, unit, kind: "histogram", metricClass: "histogram", agg, valueUnit: unit },
  ...{ seriesCount: 1, variants: [], formula: null, stepSeconds, omittedGroups: 0 },
  from: "2026-11-25T12:00:00.000Z",
  to: "2026-11-25T12:04:00.000Z",
  groups: Object.entries(lines).map(([queue, values]) => ({
    key: queue === "" ? {} : { queue },
    total: { value: values.at(-1) ?? null },
    points: values.map((value, index) => ({
      value,
      at: new Date(NOON_MS + index * stepSeconds * 1_000).toISOString(),
    })),
  })),
});

const query = (agg: string | null, groupBy: string[] = []): MetricQuery => ({
  ...{ name: "work.duration", agg, groupBy, filters: {} },
});
const chart = (queries: MetricQuery[], visual: MetricsChart["visual"] = "lines"): MetricsChart => ({
  ...{ kind: "metrics", queries, formula: null, topK: null, visual },
});

test("one question: a line for each group", () => {
  const asked = query("p95", ["queue"]);
  const answer = answerOf({}, { mail: [1, 2, null, 4], jobs: [0.5, 0.5, 0.5, 0.5] });
  const panel = toMetricPanel(chart([asked]), { answers: [{ query: asked, answer }], nowMs });
  expect(
    panel.tracks.map(({ lines }) => lines.map(({ label, values }) => [label, values])),
  ).toEqual([
    [
      ["mail", [1, 2, null, 4]],
      ["jobs", [0.5, 0.5, 0.5, 0.5]],
    ],
  ]);
  expect(panel.figures.map(({ label, value }) => [label, value])).toEqual([
    ["mail", { value: "4,000", unit: "ms" }],
    ["jobs", { value: "500", unit: "ms" }],
  ]);
});

test("quantiles of one metric are told apart by what they are", () => {
  const answers = (["p50", "p95"] as const).map((agg) => ({
    query: query(agg),
    answer: answerOf({ agg }, { "": [1, 2, 3, 4] }),
  }));
  const panel = toMetricPanel(chart(answers.map((one) => one.query)), { answers, nowMs });
  expect(panel.tracks.map(({ lines }) => lines.map(({ label }) => label))).toEqual([
    ["p50", "p95"],
  ]);
});

test("metrics of two units are two plots, and a finer one fits the coarser one's buckets", () => {
  const answers = [
    { query: query("p95"), answer: answerOf({}, { "": [1, 2] }) },
    {
      query: { ...query("avg"), name: "work.size" },
      answer: answerOf(
        { name: "work.size", agg: "avg", unit: "By", stepSeconds: 30 },
        { "": [10, null, 30, 40] },
      ),
    },
  ];
  const panel = toMetricPanel(chart(answers.map((one) => one.query)), { answers, nowMs });
  expect(panel.times).toMatchObject({ stepMs: 60_000 });
  expect(
    panel.tracks.map(({ lines }) => lines.map(({ label, values }) => [label, values])),
  ).toEqual([[["work.duration", [1, 2]]], [["work.size", [10, 40]]]]);
});

test("nothing received: nothing to draw", () => {
  const asked = query(null);
  const answers = [{ query: asked, answer: answerOf({}, {}) }];
  expect(toMetricPanel(chart([asked]), { answers, nowMs })).toMatchObject({
    figures: [],
    tracks: [],
  });
});
