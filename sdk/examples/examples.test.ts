import { expect, test } from "vitest";
import { runExample } from "./run-example.ts";

const EXAMPLES = [
  {
    name: "circuit-breaker",
    lines: [
      "queued closed",
      "queued closed",
      "queued open",
      "queued open",
      "charged half-open",
      "charged closed",
    ],
    metrics: ["circuit_breaker.state", "circuit_breaker.calls", "circuit_breaker.transitions"],
  },
  {
    name: "breaker-adapters",
    lines: ["kept for later closed", "kept for later open", "kept for later open"],
    metrics: ["circuit_breaker.state", "circuit_breaker.calls"],
  },
  {
    name: "layered-cache",
    lines: ["three at once: 1 load", "from memory: 1 load", "after an invalidation: Ada 2 loads"],
    metrics: ["cache.requests", "cache.operation.duration"],
  },
  {
    name: "event-bus",
    lines: ["stock has 6, 7, 8", "mail could not send 1"],
    metrics: ["messaging.client.sent.messages", "messaging.process.dead_lettered.messages"],
  },
  {
    name: "rate-limiter",
    lines: ["ada allowed 1", "ada allowed 0", "ada refused 0", "grace allowed 1"],
    metrics: ["ratelimiter.requests", "ratelimiter.rejected_keys"],
  },
  {
    name: "validate-input",
    lines: ["valid", "items", "items[]"],
    metrics: ["validation.requests", "validation.rejections"],
  },
];

test.each(EXAMPLES)(
  "$name prints what it says and reports it",
  { timeout: 60_000 },
  async ({ name, lines, metrics }) => {
    const ran = await runExample(name);
    expect(ran.code).toBe(0);
    expect(ran.lines).toEqual(lines);
    for (const metric of metrics) expect(ran.sent).toContain(metric);
  },
);
