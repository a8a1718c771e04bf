import type {
  StatementLine,
  StatementsParams,
  StatementsResponse,
} from "@/lib/contract/databases.ts";
import { resolveRange } from "@/lib/contract/time.ts";
import { niceStep } from "@/lib/domain/nice-steps.ts";
import { type ServiceKey, serviceKeyText } from "@/lib/domain/service.ts";
import { readPool } from "@/lib/platform/db.ts";
import type { RequestsOf } from "./database-groups.ts";
import { readRequestCounts } from "./databases.ts";
import { grouped } from "./grouped.ts";
import { OperationCell } from "./operation-cells.ts";
import { type OperationFilters, type OperationLine, readOperations } from "./operation-lines.ts";
import type { RangePlan } from "./range-plan.ts";
import { planFor } from "./request-loading.ts";

/** Databases whose statements are read at a time, and how many such times at most. */
const BATCH = 6;
const MOST_BATCHES = 4;

/**
 * The statements that took the most time together. Statements of a database take no longer than the database: those
 * that took the most time are read first, until no other can hold one of the longest. Throws `ParameterError`.
 */
export async function queryStatements(
  params: StatementsParams,
  nowMs: number,
): Promise<StatementsResponse> {
  const range = resolveRange(params, nowMs);
  const { service, namespace, environment, instance } = params;
  const filters = { service, namespace, environment, instance };
  // No course is asked for: a few wide points read the coarsest rows there are.
  const step = niceStep((range.toMs - range.fromMs) / 12_000);
  const plan = planFor(range, step, nowMs, range.fromMs);
  const asked = {
    ...{ concern: "databases" as const, plan, nowMs },
    dimensions: { system: params.system, database: params.databaseNamespace },
  };
  const pool = readPool();
  const [targets, requestsOf] = await Promise.all([
    readOperations(pool, { ...asked, filters, level: "target" }),
    readRequestCounts({ range, filters, nowMs }, plan.stepSeconds),
  ]);
  const wholeSeconds = targets.reduce((sum, { total }) => sum + total.sumSeconds, 0);
  const queue = databasesByTime(targets);
  const found: StatementLine[] = [];
  for (let batch = 0; batch < MOST_BATCHES && queue.length > 0; batch++) {
    const next = queue.splice(0, BATCH);
    const lines = await Promise.all(
      next.map((database) => readOperations(pool, askedOf(database, asked, instance))),
    );
    found.push(...toStatements(lines.flat(), { requestsOf, wholeSeconds, plan }));
    found.sort((a, b) => b.totalMs - a.totalMs);
    const least = found[params.limit - 1]?.totalMs ?? 0;
    // What is left takes less time than the last that is shown.
    if (queue.every(({ seconds }) => seconds * 1_000 <= least)) queue.length = 0;
  }
  return {
    from: new Date(range.fromMs).toISOString(),
    to: new Date(range.toMs).toISOString(),
    statements: found.slice(0, params.limit),
    complete: queue.length === 0,
  };
}

type Database = ServiceKey & { system: string; database: string; seconds: number };

function databasesByTime(targets: readonly OperationLine[]): Database[] {
  const databases = grouped(targets, (line) =>
    JSON.stringify([serviceKeyText(line), line.dimensions.system, line.dimensions.database]),
  );
  return [...databases.values()]
    .flatMap((lines): Database[] => {
      const [first] = lines;
      if (!first) return [];
      const { namespace, service, environment, dimensions } = first;
      const { system = "", database = "" } = dimensions;
      const seconds = lines.reduce((sum, { total }) => sum + total.sumSeconds, 0);
      return [{ namespace, service, environment, system, database, seconds }];
    })
    .sort((a, b) => b.seconds - a.seconds);
}

function askedOf(
  { service, namespace, environment, system, database }: Database,
  asked: { concern: "databases"; plan: RangePlan; nowMs: number },
  instance: string[],
) {
  const filters: OperationFilters = {
    ...{ service: [service], namespace: [namespace] },
    ...{ environment: [environment], instance },
  };
  const dimensions = { system: [system], database: [database] };
  return { ...asked, filters, dimensions, level: "series" as const };
}

/** A statement is one whatever instance or server it went through. */
function toStatements(
  lines: readonly OperationLine[],
  context: { requestsOf: RequestsOf; wholeSeconds: number; plan: RangePlan },
): StatementLine[] {
  const statements = grouped(lines, (line) => {
    const { system, database, statement, operation, collection } = line.dimensions;
    return JSON.stringify([
      serviceKeyText(line),
      system,
      database,
      statement,
      operation,
      collection,
    ]);
  });
  return [...statements.values()].flatMap((members) => toStatement(members, context));
}

function toStatement(
  members: readonly OperationLine[],
  { requestsOf, wholeSeconds, plan }: Parameters<typeof toStatements>[1],
): StatementLine[] {
  const [first] = members;
  if (!first) return [];
  const cell = new OperationCell();
  for (const { total } of members) cell.addCell(total);
  const { namespace, service, environment, dimensions } = first;
  const { system = "", database = "", statement = "" } = dimensions;
  const [p95] = cell.quantiles([0.95]);
  const requests = requestsOf(first)[plan.points] ?? null;
  return [
    {
      key: { namespace, service, environment, system, databaseNamespace: database, statement },
      operation: dimensions.operation ?? "",
      collection: dimensions.collection ?? "",
      count: cell.count,
      errorCount: cell.errors,
      totalMs: cell.sumSeconds * 1_000,
      timeShare: wholeSeconds > 0 ? cell.sumSeconds / wholeSeconds : null,
      meanMs: (cell.sumSeconds / cell.count) * 1_000,
      p95Ms: p95 ? p95.estimate * 1_000 : null,
      maxMs: cell.maxSeconds * 1_000,
      perRequest: requests ? cell.count / requests : null,
      exemplarTraceId: cell.exemplarTraceId,
    },
  ];
}
