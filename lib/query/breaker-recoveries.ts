import { requestsParams } from "@/lib/contract/requests.ts";
import type { Range } from "@/lib/contract/time.ts";
import {
  type DependencyBucket,
  openAfterRecovery,
  type Stretch,
} from "@/lib/domain/breaker-recovery.ts";
import { SELF_SERVICE } from "@/lib/domain/service.ts";
import { readPool } from "@/lib/platform/db.ts";
import { type BreakerInstance, type Lane, lanesOf, openLanes } from "./breaker-instance.ts";
import { readOperations } from "./operation-lines.ts";
import { planFor } from "./request-loading.ts";
import { queryRequests } from "./requests.ts";

export type Recovery = { recoveredAt: string | null; openAfterRecoverySeconds: number | null };
export const NO_RECOVERY: Recovery = { recoveredAt: null, openAfterRecoverySeconds: null };

type At = { range: Range; stepSeconds: number; nowMs: number };

/**
 * How long breakers stayed open after what they protect had recovered. The dependency is the one that the breaker names,
 * else the service or database (by name or address) that is called like the breaker, in its environment.
 */
export async function findRecoveries(
  instances: readonly BreakerInstance[],
  at: At,
): Promise<Map<BreakerInstance, Recovery>> {
  const opened = instances.filter((one) => openLanes(lanesOf(one)).length > 0);
  const found = new Map<BreakerInstance, Recovery>();
  if (opened.length === 0) return found;
  const dependencies = await readDependencies([...new Set(opened.map(nameOf))], at);
  for (const one of opened) {
    const { environment } = one.lines[0];
    const buckets = dependencies.get(textOf(nameOf(one), environment));
    if (buckets) found.set(one, recoveryOf(lanesOf(one), buckets));
  }
  return found;
}

const nameOf = ({ dependency, lines }: BreakerInstance): string =>
  dependency ?? lines[0].dimensions.breaker;
const textOf = (name: string, environment: string) => JSON.stringify([name, environment]);

/** Of all episodes together; the moment is that of the newest. */
function recoveryOf(lanes: readonly Lane[], buckets: readonly DependencyBucket[]): Recovery {
  let recoveredMs: number | null = null;
  let openMs = 0;
  for (const { episode, open } of episodesOf(lanes)) {
    const recovery = openAfterRecovery(episode, open, buckets);
    if (!recovery) continue;
    recoveredMs = recovery.recoveredMs;
    openMs += recovery.openMs;
  }
  if (recoveredMs === null) return NO_RECOVERY;
  return {
    recoveredAt: new Date(recoveredMs).toISOString(),
    openAfterRecoverySeconds: openMs / 1_000,
  };
}

/** From each opening until it closed, with the stretches in which it was open. */
function episodesOf(lanes: readonly Lane[]): { episode: Stretch; open: Lane[] }[] {
  const episodes: { episode: { fromMs: number; toMs: number }; open: Lane[] }[] = [];
  let isIn = false;
  for (const lane of lanes) {
    const [open] = openLanes([lane]);
    if (open && !isIn) {
      episodes.push({ episode: { fromMs: lane.fromMs, toMs: lane.toMs }, open: [open] });
      isIn = true;
    } else if (isIn && (open || lane.state === "half-open")) {
      const last = episodes.at(-1);
      if (last) last.episode.toMs = lane.toMs;
      if (open) last?.open.push(open);
    } else isIn = false;
  }
  return episodes;
}

/** Calls of services and databases of these names by bucket, by name and environment. */
async function readDependencies(
  names: readonly string[],
  at: At,
): Promise<Map<string, DependencyBucket[]>> {
  const databases = await Promise.all([
    readDatabases({ server: names }, at),
    readDatabases({ database: names }, at),
  ]);
  const found = new Map<string, DependencyBucket[]>();
  for (const [text, buckets] of databases.flatMap((some) => [...some])) found.set(text, buckets);
  for (const [text, buckets] of await readServices(names, at)) found.set(text, buckets);
  return found;
}

async function readServices(names: readonly string[], { range, stepSeconds, nowMs }: At) {
  const params = requestsParams.parse({
    from: new Date(range.fromMs).toISOString(),
    to: new Date(range.toMs).toISOString(),
    step: stepSeconds,
    service: names,
    groupBy: "service",
  });
  const answer = await queryRequests(params, nowMs);
  const found = new Map<string, DependencyBucket[]>();
  for (const { key, points } of answer.groups) {
    if (key.service === undefined || key.service === SELF_SERVICE) continue;
    const buckets = points.map(({ at, requestCount, errorCount }) => ({
      fromMs: Date.parse(at),
      toMs: Date.parse(at) + answer.stepSeconds * 1_000,
      count: requestCount ?? 0,
      errors: errorCount ?? 0,
    }));
    add(found, textOf(key.service, key.environment ?? ""), buckets);
  }
  return found;
}

async function readDatabases(
  wanted: { server: readonly string[] } | { database: readonly string[] },
  { range, stepSeconds, nowMs }: At,
) {
  const plan = planFor(range, stepSeconds, nowMs, range.fromMs);
  const filters = { service: [], namespace: [], environment: [], instance: [] };
  const question = { concern: "databases", plan, filters, level: "target", nowMs } as const;
  const lines = await readOperations(readPool(), { ...question, dimensions: { ...wanted } });
  const found = new Map<string, DependencyBucket[]>();
  for (const { dimensions, environment, slots } of lines) {
    const name = ("server" in wanted ? dimensions.server : dimensions.database) ?? "";
    const buckets = slots.map((cell, slot) => {
      const fromMs = (plan.first + slot * plan.stepSeconds) * 1_000;
      const toMs = fromMs + plan.stepSeconds * 1_000;
      return { fromMs, toMs, count: cell?.count ?? 0, errors: cell?.errors ?? 0 };
    });
    add(found, textOf(name, environment), buckets);
  }
  return found;
}

/** Of several services or databases of one name the calls are added up. */
function add(
  found: Map<string, DependencyBucket[]>,
  text: string,
  buckets: readonly DependencyBucket[],
): void {
  const known = found.get(text);
  const sum = buckets.map((bucket, i) => ({
    ...bucket,
    count: bucket.count + (known?.[i]?.count ?? 0),
    errors: bucket.errors + (known?.[i]?.errors ?? 0),
  }));
  found.set(text, sum);
}
