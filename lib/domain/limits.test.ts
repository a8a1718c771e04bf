import { describe, expect, test } from "vitest";
import { LIMIT_LENS, LIMIT_ROWS, rejectedRatioOf } from "./limits.ts";
import { untestedRows } from "./test-support/untested-rows.ts";

const kit = (result: string) => ({
  "ratelimiter.name": "api",
  "http.route": "/pay",
  "ratelimiter.result": result,
});
const asp = (result: string) => ({
  "aspnetcore.rate_limiting.policy": "api",
  "aspnetcore.rate_limiting.result": result,
});
const polly = { "event.name": "OnRateLimiterRejected", "pipeline.name": "api" };

const GOLDEN: [string, Record<string, string>, string, string, string][] = [
  ["ratelimiter.requests", kit("allowed"), "allowed", "/pay", ""],
  ["ratelimiter.requests", kit("rejected"), "rejected", "/pay", ""],
  ["ratelimiter.requests", kit("queued"), "delayed", "/pay", ""],
  [
    "ratelimiter.rejected_keys",
    { "ratelimiter.name": "api", "ratelimiter.key_hash": "ab12" },
    ...(["rejectedOfKey", "", "ab12"] as const),
  ],
  ["aspnetcore.rate_limiting.requests", asp("acquired"), "allowed", "", ""],
  ["aspnetcore.rate_limiting.requests", asp("endpoint_limiter"), "rejected", "", ""],
  ["aspnetcore.rate_limiting.requests", asp("global_limiter"), "rejected", "", ""],
  ["aspnetcore.rate_limiting.requests", asp("request_canceled"), "rejected", "", ""],
  ["aspnetcore.rate_limiting.queued_requests", asp(""), "queued", "", ""],
  ["resilience4j.ratelimiter.available.permissions", { name: "api" }, "permits", "", ""],
  ["resilience4j.ratelimiter.waiting_threads", { name: "api" }, "queued", "", ""],
  ["resilience.polly.strategy.events", polly, "rejected", "", ""],
];

describe.each([
  ["as it is sent", (name: string) => name],
  ["through Prometheus", (name: string) => `${name.replaceAll(".", "_")}_total`],
])("%s", (_, spell) => {
  test.each(GOLDEN)("%s %j is %s", (metric, attributes, measure, route, keyHash) => {
    const reading = LIMIT_LENS.read({
      name: spell(metric),
      unit: "",
      attributes: new Map(Object.entries(attributes)),
      resource: new Map(),
    });
    expect(reading?.measure).toBe(measure);
    expect(reading?.dimensions).toEqual({ policy: "api", route, keyHash });
  });
});

test("every row has its golden line; other events of Polly are none of it", () => {
  const goldens = GOLDEN.map(([name, attributes]) => ({ name, attributes }));
  expect(untestedRows(LIMIT_ROWS, goldens)).toEqual([]);
  const attributes = new Map([["event.name", "OnRetry"]]);
  const subject = { name: "resilience.polly.strategy.events", unit: "", resource: new Map() };
  expect(LIMIT_LENS.read({ ...subject, attributes })).toBeNull();
});

test("the share that was rejected", () => {
  expect(rejectedRatioOf(75, 25)).toBe(0.25);
  expect(rejectedRatioOf(0, 0)).toBeNull();
  expect(rejectedRatioOf(null, 3)).toBeNull();
});
