import type { ClientBase } from "pg";
import type { Breaker, BreakersParams, BreakersResponse } from "@/lib/contract/breakers.ts";
import { resolveRange } from "@/lib/contract/time.ts";
import { BREAKER_LENS } from "@/lib/domain/breakers.ts";
import { readPool } from "@/lib/platform/db.ts";
import { inSnapshot } from "@/lib/store/metric-reads.ts";
import { type BreakerLine, breakerOf } from "./breaker-instance.ts";
import { readLens } from "./lens-lines.ts";

/** Every instance of every circuit breaker that reported in the range. Throws `ParameterError`. */
export async function queryBreakers(
  params: BreakersParams,
  nowMs: number,
): Promise<BreakersResponse> {
  const range = resolveRange(params, nowMs);
  const { service, namespace, environment, instance, breaker, step } = params;
  const filters = { service, namespace, environment, instance };
  return inSnapshot(readPool(), async (client: ClientBase) => {
    const answer = await readLens(client, { lens: BREAKER_LENS, filters, range, step, nowMs });
    const { plan } = answer;
    const breakers = [...instancesOf(answer.lines).values()]
      .filter(([first]) => breaker.length === 0 || breaker.includes(first.dimensions.breaker))
      .map((lines): Breaker => breakerOf(lines, { answer, nowMs }));
    return {
      from: new Date(range.fromMs).toISOString(),
      to: new Date(range.toMs).toISOString(),
      stepSeconds: plan.stepSeconds,
      breakers,
    };
  });
}

type Lines = [BreakerLine, ...BreakerLine[]];

/** The lines of each instance of each breaker. */
function instancesOf(lines: readonly BreakerLine[]): Map<string, Lines> {
  const instances = new Map<string, Lines>();
  for (const line of lines) {
    const { namespace, service, environment, instance, dimensions } = line;
    const text = JSON.stringify([namespace, service, environment, dimensions.breaker, instance]);
    const known = instances.get(text);
    if (known) known.push(line);
    else instances.set(text, [line]);
  }
  return new Map([...instances].sort(([a], [b]) => (a < b ? -1 : 1)));
}
