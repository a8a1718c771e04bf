import { describe, expect, test } from "vitest";
import { type KnownMetric, PrometheusNames } from "./prometheus-names.ts";
import { mapPromql } from "./promql-query.ts";

const KNOWN: KnownMetric[] = [
  {
    name: "http.server.request.duration",
    unit: "s",
    isHistogram: true,
    attributes: ["http.route", "http.request.method"],
  },
  { name: "jobs.done", unit: "{job}", isHistogram: false, attributes: ["queue"] },
  { name: "queue.depth", unit: "", isHistogram: false, attributes: ["queue"] },
  { name: "up", unit: "", isHistogram: false, attributes: [] },
];

const names = new PrometheusNames(KNOWN);
const map = (text: string, ...legendLabels: string[]) => mapPromql(text, { names, legendLabels });
const DURATION = "http_server_request_duration_seconds";

const query = (name: string, agg: string | null, groupBy: string[] = [], filters = {}) => ({
  ...{ name, agg, groupBy, filters },
});
const whatIs = (text: string) => {
  const mapped = map(text);
  return mapped.kind === "mapped"
    ? { queries: mapped.queries, formula: mapped.formula }
    : mapped.reason;
};
const single = (only: ReturnType<typeof query>) => ({ queries: [only], formula: null });

describe("one query", () => {
  test.each([
    ["queue_depth", query("queue.depth", null)],
    ["{__name__='queue_depth'}", query("queue.depth", null)],
    ['{"queue.depth"}', query("queue.depth", null)],
    ["sum(queue_depth)", query("queue.depth", "sum")],
    ["avg by (queue) (queue_depth)", query("queue.depth", "avg", ["queue"])],
    ["sum by (job) (rate(jobs_done_total[5m]))", query("jobs.done", "rate", ["service"])],
    ["irate(jobs_done_total[1m])", query("jobs.done", "rate")],
    ["increase(jobs_done_total[1h])", query("jobs.done", "increase")],
    [`sum(rate(${DURATION}_count[5m]))`, query("http.server.request.duration", "rate")],
    [`sum(increase(${DURATION}_count[5m]))`, query("http.server.request.duration", "count")],
    [
      `histogram_quantile(0.99, sum by (le, http_route) (rate(${DURATION}_bucket[5m])))`,
      query("http.server.request.duration", "p99", ["http.route"]),
    ],
    [
      `sum by (http_route) (rate(${DURATION}_sum[5m])) / sum by (http_route) (rate(${DURATION}_count[5m]))`,
      query("http.server.request.duration", "mean", ["http.route"]),
    ],
    ["(((up)))", query("up", null)],
  ])("%s", (text, expected) => {
    expect(whatIs(text)).toEqual(single(expected));
  });
});

describe("matchers", () => {
  test.each([
    ['up{queue="a"}', { queue: ["a"] }],
    ['up{queue!="a"}', { "queue!": ["a"] }],
    ['up{queue=~"a|b"}', { queue: ["a", "b"] }],
    ['up{queue=~"^(a|b)$"}', { queue: ["a", "b"] }],
    ['up{queue!~"a|b"}', { "queue!": ["a", "b"] }],
    ['up{queue=~"a.*"}', { "queue~": ["a.*"] }],
    ['up{queue!~".+x"}', { "queue!~": ["..*x"] }],
    ['up{queue=~".*"}', {}],
    ['up{job="shop/users"}', { namespace: ["shop"], service: ["users"] }],
    ['up{service_name="users", env="prod"}', { service: ["users"], environment: ["prod"] }],
    ['up{instance=~"$instance"}', {}],
    ["up{app='$app'}", { service: ["$service"] }],
    ['up{stage="[[stage]]"}', { stage: ["$environment"] }],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a dashboard's variable
    ['up{environment=~"${env:regex}"}', { environment: ["$environment"] }],
    ['up{queue="say \\"hi\\""}', { queue: ['say "hi"'] }],
  ])("%s", (text, filters) => {
    expect(whatIs(text)).toEqual(single(query("up", null, [], filters)));
  });
});

describe("arithmetic", () => {
  test.each([
    ["rate(jobs_done_total[5m]) * 60", "a * 60", 1],
    ["1 - avg(up) / sum(queue_depth)", "1 - (a / b)", 2],
    ["-up", "-a", 1],
    ["up / up", "a / a", 1],
    ["sum by (job) (up) / on (job) sum by (job) (queue_depth)", "a / b", 2],
  ])("%s", (text, formula, count) => {
    const mapped = map(text);
    expect(mapped).toMatchObject({ kind: "mapped", formula });
    expect(mapped.kind === "mapped" && mapped.queries).toHaveLength(count);
  });

  test("two different means are two queries", () => {
    const mean = `rate(${DURATION}_sum[5m]) / rate(${DURATION}_count[5m])`;
    expect(map(`(${mean}) / queue_depth`)).toMatchObject({
      formula: "a / b",
      queries: [{ agg: "mean" }, { name: "queue.depth" }],
    });
  });
});

describe("what cannot be mapped says why", () => {
  test.each([
    ["sum(", "it is not valid PromQL"],
    ["42", "it asks for no metric"],
    ["up offset 5m", "it looks back by offset"],
    ["up @ 1609746000", "it looks at one fixed moment (@)"],
    ["rate(up[5m:1m])", "it has a subquery"],
    ["sum without (queue) (up)", "it groups by all labels but some (without)"],
    ["count(up)", "it aggregates by count"],
    [
      "avg(rate(jobs_done_total[5m]))",
      "it takes the avg of rates; only their sum can be asked for",
    ],
    ["avg_over_time(up[5m])", "it uses avg_over_time()"],
    ["up > 1", "it uses > between two vectors"],
    ["up and up", "it uses and between two vectors"],
    ["up * on (a) group_left sum(up)", "it joins many to one (group_left, group_right)"],
    ["up + queue_depth + jobs_done_total", "it computes with more than two queries"],
    ["up[5m]", "it selects a range without a function"],
    ['up{queue=~"a[0-9]"}', "its pattern for queue is more than text, .* and |"],
    [`${DURATION}_bucket`, "it reads the bucket series of a histogram without a rate"],
    [`rate(${DURATION}_bucket[5m])`, "it reads the bucket series of a histogram by itself"],
    [
      `histogram_quantile(0.42, rate(${DURATION}_bucket[5m]))`,
      "its quantile is none of 0.5, 0.75, 0.9, 0.95 and 0.99",
    ],
    ["topk(500, up)", "its topk is not a number from 1 to 50"],
    ['{job="users"}', "it names no metric"],
  ])("%s", (text, reason) => {
    expect(whatIs(text)).toBe(reason);
  });
});

test("labels of the legend group what a query leaves apart", () => {
  expect(map("queue_depth", "queue")).toMatchObject({
    queries: [{ groupBy: ["queue"] }],
    notes: [],
  });
  expect(map("queue_depth")).toMatchObject({
    notes: ["all series are drawn as one line; group them by an attribute in the editor"],
  });
});
