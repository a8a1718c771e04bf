import { expect, test } from "vitest";
import { alertRuleSpec } from "@/lib/contract/alert-rules.ts";
import { dueEvaluations } from "@/lib/domain/alert-schedule.ts";
import type { HeardGroup } from "@/lib/domain/heard-groups.ts";
import type { AlertSeries } from "@/lib/query/alert-question.ts";
import { readingsOf } from "@/lib/query/alert-readings.ts";
import { evaluateRule } from "@/lib/query/evaluate-rule.ts";
import { conditionOf } from "@/lib/query/watched-rules.ts";
import type { StoredAlert } from "@/lib/store/alert-state.ts";

const MINUTE_MS = 60_000;
const MINUTES = 365 * 24 * 60;
const START_MS = Date.UTC(2026, 0, 1);

/** A generator of its own, so that a year is the same in every run (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A year of one service by minute: calm, restless, slow or silent for hours at a time. NaN: nothing was reported. */
function yearOf(seed: number): Float64Array {
  const random = randomOf(seed);
  const values = new Float64Array(MINUTES);
  let left = 0;
  let mood = 0;
  for (let minute = 0; minute < MINUTES; minute++) {
    if (left-- <= 0) {
      mood = random();
      left = Math.floor(random() ** 3 * 2_000);
    }
    const noise = random();
    if (mood < 0.6) values[minute] = 80 + 60 * noise;
    else if (mood < 0.85) values[minute] = 120 + 160 * noise;
    else if (mood < 0.95) values[minute] = 230 + 300 * noise;
    else values[minute] = Number.NaN;
  }
  return values;
}

const LIMIT = 200;
const RECOVERY = 170;
const FOR_MINUTES = 5;
const KEEP_MINUTES = 10;
/** A group that nothing was heard of for so long is forgotten, and its alert is over. */
const FORGET_MINUTES = 24 * 60;

/** Since which minute something has been so; -1: it is not. */
const runOf = (isSo: boolean, since: number, minute: number): number =>
  isSo ? (since < 0 ? minute : since) : -1;
const lasts = (since: number, minutes: number, minute: number): boolean =>
  since >= 0 && minute - since >= minutes;

/**
 * When an alert fires and ends, by counting minutes: written from the documentation and not from the evaluator. It fires
 * once it has been above the limit for as long as it must, an unknown minute neither helping nor harming, and ends once
 * it has been at most at the recovery for as long as it is kept.
 */
function reference(values: Float64Array): string[] {
  const story: string[] = [];
  const state = { firing: false, since: -1, calmSince: -1, heard: -1 };
  const note = (what: "fires" | "ends", minute: number) => {
    story.push(`${what} ${minute}`);
    Object.assign(state, { firing: what === "fires", since: -1, calmSince: -1 });
  };
  for (const [minute, value] of values.entries()) {
    if (Number.isNaN(value)) {
      const isGone = state.heard >= 0 && minute - state.heard >= FORGET_MINUTES;
      if (isGone && state.firing) note("ends", minute);
      if (isGone) state.since = -1;
      continue;
    }
    state.heard = minute;
    if (state.firing) {
      state.calmSince = runOf(value <= RECOVERY, state.calmSince, minute);
      if (lasts(state.calmSince, KEEP_MINUTES, minute)) note("ends", minute);
    } else {
      state.since = runOf(value > LIMIT, state.since, minute);
      if (lasts(state.since, FOR_MINUTES, minute)) note("fires", minute);
    }
  }
  return story;
}

const spec = alertRuleSpec.parse({
  ...{ name: "Slow", operator: ">", threshold: LIMIT, recoveryThreshold: RECOVERY },
  query: { concern: "requests", measure: "p95Ms", groupBy: ["service"] },
  ...{ forSeconds: FOR_MINUTES * 60, keepFiringForSeconds: KEEP_MINUTES * 60, noData: "keep" },
});
const rule = { id: "rule", spec, condition: conditionOf(spec) };

const thingOf = (service: string, value: number): AlertSeries => ({
  key: { service },
  figures: { p95Ms: Number.isNaN(value) ? null : value },
  ...{ count: 100, points: () => [] },
});

/** Walks services through a year of evaluations, in the order in which the loop makes them. */
function walk(years: ReadonlyMap<string, Float64Array>) {
  const stories = new Map<string, string[]>([...years.keys()].map((name) => [name, []]));
  const active = new Map<string, StoredAlert>();
  let knownKeys: Record<string, HeardGroup> = {};
  let evaluatedMs = START_MS - MINUTE_MS;
  let made = 0;
  let evaluations = 0;
  // The loop looks late and seldom: what it missed is caught up, at most three hours of it.
  for (let lookMs = START_MS; evaluatedMs < START_MS + (MINUTES - 1) * MINUTE_MS; ) {
    const { times, gap } = dueEvaluations(evaluatedMs, spec.intervalSeconds, lookMs);
    expect(gap).toBeNull();
    for (const atMs of times) {
      const minute = (atMs - START_MS) / MINUTE_MS;
      if (minute >= MINUTES) break;
      const things = [...years].map(([name, values]) =>
        thingOf(name, values[minute] ?? Number.NaN),
      );
      const readings = readingsOf(spec.query, rule.condition, things);
      const outcome = evaluateRule({
        ...{ rule, atMs, previousMs: evaluatedMs, readings, active, knownKeys },
        newId: () => String(made++),
      });
      knownKeys = outcome.knownKeys;
      for (const { keyText } of outcome.dropped) active.delete(keyText);
      for (const alert of outcome.saved) {
        const before = active.get(alert.keyText)?.phase.kind;
        const story = stories.get(alert.key.service ?? "") ?? [];
        if (alert.phase.kind === "resolved") {
          active.delete(alert.keyText);
          story.push(`ends ${minute}`);
        } else {
          active.set(alert.keyText, alert);
          if (alert.phase.kind === "firing" && before !== "firing") story.push(`fires ${minute}`);
        }
      }
      evaluatedMs = atMs;
      evaluations += 1;
    }
    lookMs = evaluatedMs + ((evaluations * 7) % 150) * MINUTE_MS + 61_000;
  }
  return { stories, evaluations };
}

test("a year of minutes goes through the evaluator as an independent reference has it", () => {
  const years = new Map([1, 2].map((seed) => [`service-${seed}`, yearOf(seed)] as const));
  const { stories, evaluations } = walk(years);
  expect(evaluations).toBe(MINUTES);
  for (const [name, values] of years) {
    const expected = reference(values);
    // A year that tells nothing proves nothing.
    expect(expected.length).toBeGreaterThan(100);
    expect(stories.get(name)).toEqual(expected);
  }
}, 240_000);
