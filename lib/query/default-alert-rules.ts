import type { z } from "zod";
import { alertRuleSpec } from "@/lib/contract/alert-rules.ts";
import { DEFAULT_OBJECTIVE, MINIMUM_SAMPLE } from "@/lib/domain/requests.ts";
import { SELF_SERVICE } from "@/lib/domain/service.ts";

const MINUTE = 60;
const DAY = 86_400;
const RUNBOOK = "Comes with Headroom: change it, or switch it off.";

const rule = (given: z.input<typeof alertRuleSpec>) =>
  alertRuleSpec.parse({ description: RUNBOOK, intervalSeconds: MINUTE, noData: "ok", ...given });

/**
 * What a fresh install watches, by the name under which it is remembered that it was made. They tell nobody until
 * somebody gives them a channel.
 */
export const DEFAULT_ALERT_RULES = {
  latency: rule({
    name: `p95 over ${DEFAULT_OBJECTIVE.p95Ms} ms`,
    query: { concern: "requests", measure: "p95Ms", groupBy: ["service"] },
    operator: ">",
    threshold: DEFAULT_OBJECTIVE.p95Ms,
    recoveryThreshold: 0.9 * DEFAULT_OBJECTIVE.p95Ms,
    forSeconds: 5 * MINUTE,
    minimumCount: MINIMUM_SAMPLE,
  }),
  // One error in 900 requests is no outage: at 0.1 % a thousand requests are the least that can tell.
  errors: rule({
    name: "Errors over 0.1 %",
    query: { concern: "requests", measure: "errorRatio", groupBy: ["service"] },
    operator: ">",
    threshold: DEFAULT_OBJECTIVE.errorRatio,
    forSeconds: 5 * MINUTE,
    keepFiringForSeconds: 5 * MINUTE,
    minimumCount: 1 / DEFAULT_OBJECTIVE.errorRatio,
    severity: "critical",
  }),
  failing: rule({
    name: "Errors over 5 %",
    query: { concern: "requests", measure: "errorRatio", groupBy: ["service"] },
    operator: ">",
    threshold: 0.05,
    forSeconds: 2 * MINUTE,
    keepFiringForSeconds: 5 * MINUTE,
    minimumCount: MINIMUM_SAMPLE,
    severity: "critical",
  }),
  // A program that somebody tried for some minutes is not missed.
  silent: rule({
    name: "Service gone silent",
    query: {
      concern: "requests",
      measure: "requestCount",
      groupBy: ["service"],
      windowSeconds: 10 * MINUTE,
    },
    operator: "<",
    threshold: 0,
    forSeconds: 5 * MINUTE,
    noData: "alert",
    minimumSeenSeconds: 60 * MINUTE,
  }),
  breakers: rule({
    name: "Circuit breaker not closed",
    query: {
      concern: "breakers",
      measure: "notClosed",
      groupBy: ["service", "breaker"],
    },
    operator: ">",
    threshold: 0,
    forSeconds: MINUTE,
  }),
  // What is low for one cache is usual for another: each is held against itself, at the same time of the day before.
  hitDrop: rule({
    name: "Cache hit ratio fell by 20 points since yesterday",
    query: {
      concern: "caches",
      measure: "hitRatio",
      groupBy: ["service", "cache", "layer"],
      windowSeconds: 15 * MINUTE,
      compare: { offsetSeconds: DAY, as: "difference" },
    },
    operator: "<",
    threshold: -0.2,
    recoveryThreshold: -0.15,
    forSeconds: 15 * MINUTE,
    minimumCount: 1_000,
  }),
  cpu: rule({
    name: "CPU over 70 %",
    query: { concern: "resources", measure: "cpuUtilization", groupBy: ["service"] },
    operator: ">",
    threshold: 0.7,
    recoveryThreshold: 0.65,
    forSeconds: 10 * MINUTE,
  }),
  memory: rule({
    name: "Memory over 90 %",
    query: { concern: "resources", measure: "memoryUtilization", groupBy: ["service"] },
    operator: ">",
    threshold: 0.9,
    recoveryThreshold: 0.85,
    forSeconds: 10 * MINUTE,
  }),
  replicas: rule({
    name: "Replica over 30 s behind",
    query: { concern: "databases", measure: "replicaLagMs", groupBy: ["service", "node"] },
    operator: ">",
    threshold: 30_000,
    forSeconds: 2 * MINUTE,
  }),
  pools: rule({
    name: "Connection pool over 70 %",
    query: { concern: "databases", measure: "poolUtilization", groupBy: ["service", "pool"] },
    operator: ">",
    threshold: 0.7,
    recoveryThreshold: 0.6,
    forSeconds: 10 * MINUTE,
  }),
  self: rule({
    name: "Headroom answers with errors",
    query: {
      concern: "requests",
      measure: "errorRatio",
      filters: { service: SELF_SERVICE },
      groupBy: ["service"],
    },
    operator: ">",
    threshold: 0.05,
    forSeconds: 5 * MINUTE,
    minimumCount: MINIMUM_SAMPLE,
  }),
} as const;
