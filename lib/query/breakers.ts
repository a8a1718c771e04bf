import type { ClientBase } from "pg";
import type { Breaker, BreakersParams, BreakersResponse } from "@/lib/contract/breakers.ts";
import { type Range, resolveRange } from "@/lib/contract/time.ts";
import { BREAKER_LENS } from "@/lib/domain/breakers.ts";
import { readPool } from "@/lib/platform/db.ts";
import { inSnapshot } from "@/lib/store/metric-reads.ts";
import { type BreakerAnswer, type BreakerLine, changeReachMs } from "./breaker-changes.ts";
import {
  type BreakerInstance,
  breakerOf,
  instanceOf,
  type JudgedBreaker,
  judgedOf,
  lanesOf,
  totalsOf,
} from "./breaker-instance.ts";
import { findRecoveries, NO_RECOVERY } from "./breaker-recoveries.ts";
import { findTrips } from "./breaker-trips.ts";
import { readLens } from "./lens-lines.ts";
import { onceBySeries } from "./once-by-series.ts";

type Found = { answer: BreakerAnswer; instances: Map<string, BreakerInstance> };

type Wanted = Pick<
  BreakersParams,
  "service" | "namespace" | "environment" | "instance" | "breaker"
>;
type At = { range: Range; step: number | undefined; nowMs: number };

/** Every instance of every circuit breaker that reported in the range. Throws `ParameterError`. */
export async function queryBreakers(
  params: BreakersParams,
  nowMs: number,
): Promise<BreakersResponse> {
  const range = resolveRange(params, nowMs);
  const { current, previous } = await inSnapshot(readPool(), async (client) => {
    const current = await readInstances(client, params, { range, step: params.step, nowMs });
    const { stepSeconds: step } = current.answer.plan;
    const before = { fromMs: 2 * range.fromMs - range.toMs, toMs: range.fromMs };
    const asked = { range: before, step, nowMs };
    return { current, previous: params.compare && (await readInstances(client, params, asked)) };
  });
  const { stepSeconds } = current.answer.plan;
  const instances = [...current.instances.values()];
  await findTrips(instances, changeReachMs(current.answer));
  const recoveries = await findRecoveries(instances, { range, stepSeconds, nowMs });
  return {
    from: new Date(range.fromMs).toISOString(),
    to: new Date(range.toMs).toISOString(),
    stepSeconds,
    breakers: [...current.instances].map(([text, one]): Breaker => {
      const breaker = breakerOf(one, recoveries.get(one) ?? NO_RECOVERY);
      const before = previous?.instances.get(text);
      return before ? { ...breaker, previous: totalsOf(before, lanesOf(before)) } : breaker;
    }),
  };
}

/** How every instance is and what it went through. */
export async function judgedBreakers(wanted: Wanted, at: At): Promise<JudgedBreaker[]> {
  const { instances, answer } = await inSnapshot(readPool(), (client) =>
    readInstances(client, wanted, at),
  );
  await findTrips([...instances.values()], changeReachMs(answer));
  return [...instances.values()].map(judgedOf);
}

async function readInstances(
  client: ClientBase,
  { service, namespace, environment, instance, breaker }: Wanted,
  at: At,
): Promise<Found> {
  const filters = { service, namespace, environment, instance };
  const answer = await readLens(client, { lens: BREAKER_LENS, filters, ...at });
  const instances = new Map<string, BreakerInstance>();
  for (const [text, lines] of linesByInstance(answer.lines)) {
    const [first] = lines;
    if (breaker.length > 0 && !breaker.includes(first.dimensions.breaker)) continue;
    instances.set(text, instanceOf(lines, answer, at.nowMs));
  }
  return { answer, instances };
}

type Lines = [BreakerLine, ...BreakerLine[]];

const instanceText = onceBySeries<BreakerLine, string>(
  ({ namespace, service, environment, instance, dimensions }) =>
    JSON.stringify([namespace, service, environment, dimensions.breaker, instance]),
);

/** The lines of each instance of each breaker. */
function linesByInstance(lines: readonly BreakerLine[]): Map<string, Lines> {
  const instances = new Map<string, Lines>();
  for (const line of lines) {
    const text = instanceText(line);
    const known = instances.get(text);
    if (known) known.push(line);
    else instances.set(text, [line]);
  }
  return new Map([...instances].sort(([a], [b]) => (a < b ? -1 : 1)));
}
