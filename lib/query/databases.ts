import type {
  DatabaseFigures,
  DatabaseGroup,
  DatabaseKey,
  DatabasesParams,
  DatabasesResponse,
  NPlusOneFinding,
} from "@/lib/contract/databases.ts";
import { requestsParams } from "@/lib/contract/requests.ts";
import { DATABASE_LENS, type DatabaseMeasure } from "@/lib/domain/databases.ts";
import { niceStep } from "@/lib/domain/nice-steps.ts";
import { type ServiceKey, serviceKeyText } from "@/lib/domain/service.ts";
import { readPool } from "@/lib/platform/db.ts";
import { inSnapshot } from "@/lib/store/metric-reads.ts";
import { answerCompared, type ConcernFound, type ConcernQuestion } from "./concern-answer.ts";
import { databaseGroups, type RequestsOf } from "./database-groups.ts";
import { nodeGroups } from "./database-nodes.ts";
import { chooseOperations } from "./database-operations.ts";
import { poolGroups } from "./database-pools.ts";
import { readLens } from "./lens-lines.ts";
import { pointsOfEach } from "./metric-plan.ts";
import { type NPlusOneLine, readNPlusOne } from "./n-plus-one.ts";
import { countTargets, readOperations } from "./operation-lines.ts";
import type { RangePlan } from "./range-plan.ts";
import { planFor } from "./request-loading.ts";
import { queryRequests } from "./requests.ts";

type Wanted = Pick<DatabasesParams, "system" | "databaseNamespace">;

/**
 * Databases as services use them, with their pools, their replicas and the N+1s among their queries. Throws
 * `ParameterError`.
 */
export async function queryDatabases(
  params: DatabasesParams,
  nowMs: number,
): Promise<DatabasesResponse> {
  const { extras, ...answer } = await answerCompared(params, nowMs, (question) =>
    readDatabases(question, { wanted: params, isCompared: params.compare !== undefined }),
  );
  return { ...answer, ...extras };
}

type Found = ConcernFound<
  DatabaseKey,
  DatabaseFigures,
  Pick<DatabasesResponse, "pools" | "replicas" | "nPlusOnes">,
  { source: DatabaseGroup["source"] }
>;

/** The databases, pools and nodes of one range. */
export async function readDatabases(
  question: ConcernQuestion,
  { wanted, isCompared }: { wanted: Wanted; isCompared: boolean },
): Promise<Found> {
  const { range, step, filters, nowMs } = question;
  const oldestMs = isCompared && step === undefined ? 2 * range.fromMs - range.toMs : range.fromMs;
  const leastStep = Math.max(
    planFor(range, step, nowMs, oldestMs).stepSeconds,
    step === undefined ? await stepOfMany(question) : 0,
  );
  const { plan, lines } = await inSnapshot(readPool(), (client) =>
    readLens(client, {
      ...{ lens: DATABASE_LENS, filters, range, step: step && leastStep, leastStep, nowMs },
      groupOf,
      spare: question.isJudged ? SPARE : undefined,
    }),
  );
  const atStep = planFor(range, plan.stepSeconds, nowMs, range.fromMs);
  const asked = { plan: atStep, filters: writable(filters), nowMs };
  const [spans, found, requestsOf] = await Promise.all([
    readOperations(readPool(), { ...asked, concern: "databases", level: "target" }),
    readNPlusOne(readPool(), asked),
    readRequestCounts(question, plan.stepSeconds),
  ]);
  const isWanted = (system: string, database: string) =>
    passes(wanted.system, system) && passes(wanted.databaseNamespace, database);
  const operations = chooseOperations(spans, lines, plan.points).filter((one) =>
    isWanted(one.system, one.database),
  );
  const wantedLines = lines.filter(({ dimensions }) => passes(wanted.system, dimensions.system));
  return {
    plan,
    groups: databaseGroups(operations, wantedLines, { plan, nowMs, requestsOf }).filter(({ key }) =>
      isWanted(key.system, key.databaseNamespace),
    ),
    extras: {
      pools: poolGroups(lines, plan, question.isJudged === true),
      replicas: nodeGroups(operations, wantedLines, plan),
      nPlusOnes: found
        .filter(({ system }) => passes(wanted.system, system))
        .map((line) => toFinding(line, atStep)),
    },
  };
}

/** What no pool, database or node is judged by. */
const SPARE = {
  measures: new Set<DatabaseMeasure>([
    ...(["idle", "waitMs", "useMs", "createMs", "returnedRows"] as const),
    ...(["lagBytes", "backends", "backendLimit", "commits", "rollbacks", "sizeBytes"] as const),
  ]),
  thingOf: (one: Parameters<typeof groupOf>[0]): string => groupOf(one),
};

const groupOf = (one: ServiceKey & { dimensions: object }): string =>
  JSON.stringify([serviceKeyText(one), one.dimensions]);

/** The more databases there are, the fewer points each of them has. */
async function stepOfMany({ range, filters, nowMs }: ConcernQuestion): Promise<number> {
  const question = { concern: "databases" as const, filters: writable(filters), nowMs };
  const points = pointsOfEach(await countTargets(question));
  return niceStep((range.toMs - range.fromMs) / 1_000 / points);
}

const passes = (wanted: readonly string[], value: string) =>
  wanted.length === 0 || wanted.includes(value);

/** Filters as lists of their own. */
export const writable = (filters: ConcernQuestion["filters"]) => ({
  service: [...filters.service],
  namespace: [...filters.namespace],
  environment: [...filters.environment],
  instance: [...filters.instance],
});

/** How many requests each service had, which also tells when it reported. */
export async function readRequestCounts(
  { range, filters, nowMs }: Pick<ConcernQuestion, "range" | "filters" | "nowMs">,
  stepSeconds: number | undefined,
): Promise<RequestsOf> {
  const { groups } = await queryRequests(
    requestsParams.parse({
      ...writable(filters),
      from: new Date(range.fromMs).toISOString(),
      to: new Date(range.toMs).toISOString(),
      ...(stepSeconds === undefined ? {} : { step: stepSeconds }),
      groupBy: "service",
    }),
    nowMs,
  );
  const counts = new Map(
    groups.map(({ key, points, totals }) => [
      JSON.stringify([key.namespace ?? "", key.service ?? "", key.environment ?? ""]),
      [...points.map(({ requestCount }) => requestCount), totals.requestCount],
    ]),
  );
  return (service) => counts.get(serviceKeyText(service)) ?? [];
}

function toFinding(line: NPlusOneLine, plan: RangePlan): NPlusOneFinding {
  const { namespace, service, environment, system, route, statement, slots } = line;
  const at = (slot: number) =>
    new Date((plan.first + slot * plan.stepSeconds) * 1_000).toISOString();
  const isFound = (slot: NPlusOneLine["slots"][number]) => slot !== null && slot.count > 0;
  return {
    key: { namespace, service, environment, system, route, statement },
    occurrences: line.occurrences,
    queries: line.queries,
    queriesPerOccurrence: line.queries / line.occurrences,
    lostMs: line.lostSeconds * 1_000,
    firstAt: at(slots.findIndex(isFound)),
    lastAt: at(slots.findLastIndex(isFound)),
    exemplarTraceId: line.exemplarTraceId,
  };
}
