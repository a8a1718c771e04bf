import { placesOf, possibleBlocks } from "@/lib/aggregate/log-signature.ts";
import { COUNT_WIDTHS, type LogBlock } from "@/lib/aggregate/log-slice.ts";
import type {
  LogHistogramParams,
  LogHistogramResponse,
  SeverityCounts,
} from "@/lib/contract/logs.ts";
import { resolveRange } from "@/lib/contract/time.ts";
import { severityOf } from "@/lib/domain/logs.ts";
import { readPool } from "@/lib/platform/db.ts";
import { countLogs, type PointCount, sumLogCounts } from "@/lib/store/log-counts.ts";
import { readIndexedThrough } from "@/lib/store/log-index.ts";
import { findLogSlices, type SlicePosition } from "@/lib/store/log-slices.ts";
import { findLogs, findLogsInBlocks } from "@/lib/store/logs.ts";
import type { Queryable } from "@/lib/store/queryable.ts";
import { keepMatching, type LogSelection, selectLogs } from "./log-selection.ts";
import { planRange, type RangePlan } from "./range-plan.ts";

/** Counts are kept at their finest for as long as records are. */
const AGES = { finestMs: Number.POSITIVE_INFINITY, minutesMs: Number.POSITIVE_INFINITY };
const SLICES_A_READ = 64;
/** Blocks whose records are counted one by one: some 200,000 records. Of more a sample is taken. */
const MOST_BLOCKS = 400;
const BLOCKS_A_READ = 16;
/** Records that are not indexed yet are more than this only while the index is behind. */
const MOST_FRESH = 50_000;

type Counted = { counts: PointCount[]; countedShare: number };

/** Records by severity over time. Throws `ParameterError`. */
export async function queryLogHistogram(
  params: LogHistogramParams,
  nowMs: number,
): Promise<LogHistogramResponse> {
  const plan = planRange(resolveRange(params, nowMs), params.step, { nowMs, ages: AGES });
  const pool = readPool();
  const range = { fromMs: plan.from * 1_000, toMs: plan.to * 1_000 };
  const selection = await selectLogs(pool, params, range);
  const counted = isCounted(params)
    ? await sumCounts(pool, plan, selection)
    : await countMatching(pool, plan, selection);
  return answer(plan, counted);
}

/** Whether the counts made with the index tell services and severities apart enough. */
const isCounted = ({ search, traceId }: LogHistogramParams): boolean =>
  traceId === undefined && search.every((term) => term.kind === "severity");

async function sumCounts(
  client: Queryable,
  plan: RangePlan,
  { filter }: LogSelection,
): Promise<Counted> {
  const indexedThrough = await readIndexedThrough(client);
  const { serviceIds, severityNumbers } = filter;
  const fresh = await countLogs(client, plan, { filter, among: { after: indexedThrough } });
  const sums = await Promise.all(
    plan.segments.map(({ width, from, to }) =>
      sumLogCounts(client, plan, {
        width: width >= COUNT_WIDTHS[1] ? COUNT_WIDTHS[1] : COUNT_WIDTHS[0],
        from,
        to,
        indexedThrough,
        serviceIds,
        severityNumbers,
      }),
    ),
  );
  return { counts: [...fresh, ...sums.flat()], countedShare: 1 };
}

async function countMatching(
  client: Queryable,
  plan: RangePlan,
  selection: LogSelection,
): Promise<Counted> {
  const { filter } = selection;
  const indexedThrough = await readIndexedThrough(client);
  if (filter.traceId !== null) {
    return { counts: await countFresh(client, plan, selection, null), countedShare: 1 };
  }
  const fresh = await countFresh(client, plan, selection, indexedThrough);
  const blocks = await findPossibleBlocks(client, selection, indexedThrough);
  const sample = evenly(blocks, MOST_BLOCKS);
  const countedShare = blocks.length === 0 ? 1 : sample.length / blocks.length;
  const counts: PointCount[] = [];
  for (let i = 0; i < sample.length; i += BLOCKS_A_READ) {
    counts.push(
      ...(await countBlocks(client, plan, selection, sample.slice(i, i + BLOCKS_A_READ))),
    );
  }
  const scaled = counts.map((count) => ({ ...count, records: count.records / countedShare }));
  return { counts: [...fresh, ...scaled], countedShare };
}

/** Of records that are not indexed yet; `after` null: of all, which are few. */
async function countFresh(
  client: Queryable,
  plan: RangePlan,
  { filter, residual }: LogSelection,
  after: bigint | null,
): Promise<PointCount[]> {
  if (residual.length === 0 && after !== null) {
    return countLogs(client, plan, { filter, among: { after } });
  }
  const logs = await findLogs(client, { filter, before: null, limit: MOST_FRESH }, after);
  return countThem(plan, await keepMatching(client, logs, residual));
}

async function countBlocks(
  client: Queryable,
  plan: RangePlan,
  { filter, residual }: LogSelection,
  blocks: LogBlock[],
): Promise<PointCount[]> {
  if (residual.length === 0) return countLogs(client, plan, { filter, among: { blocks } });
  const logs = await findLogsInBlocks(client, { filter, before: null, blocks });
  return countThem(plan, await keepMatching(client, logs, residual));
}

const countThem = (
  plan: RangePlan,
  logs: readonly { timeNs: bigint; severityNumber: number }[],
): PointCount[] =>
  logs.map(({ timeNs, severityNumber }) => ({
    point: Math.floor((Number(timeNs / 1_000_000_000n) - plan.first) / plan.stepSeconds),
    severityNumber,
    records: 1,
  }));

async function findPossibleBlocks(
  client: Queryable,
  { filter, clauses }: LogSelection,
  indexedThrough: bigint,
): Promise<LogBlock[]> {
  const places = placesOf(clauses);
  const question = { indexedThrough, fromNs: filter.fromNs, toNs: filter.toNs, places };
  const found: LogBlock[] = [];
  let after: SlicePosition | null = null;
  for (;;) {
    const slices = await findLogSlices(client, question, { after, limit: SLICES_A_READ });
    for (const { blocks, masks } of slices) {
      for (const index of possibleBlocks(clauses, { masks, places, blocks: blocks.length })) {
        const block = blocks[index];
        if (block && block.toNs >= filter.fromNs && block.fromNs < filter.toNs) found.push(block);
      }
    }
    if (slices.length < SLICES_A_READ) return found;
    after = slices.at(-1) ?? null;
  }
}

/** At most so many of them, at equal distances. */
function evenly<T>(all: T[], most: number): T[] {
  if (all.length <= most) return all;
  return Array.from({ length: most }, (_, i) => all[Math.floor((i * all.length) / most)]).filter(
    (one) => one !== undefined,
  );
}

const none = (): SeverityCounts => ({
  trace: 0,
  debug: 0,
  info: 0,
  warn: 0,
  error: 0,
  fatal: 0,
  unspecified: 0,
});

function answer(plan: RangePlan, { counts, countedShare }: Counted): LogHistogramResponse {
  const totals = none();
  const points = Array.from({ length: plan.points }, none);
  for (const { point, severityNumber, records } of counts) {
    const severity = severityOf(severityNumber);
    const at = points[point];
    if (!at) continue;
    at[severity] += records;
    totals[severity] += records;
  }
  const iso = (seconds: number) => new Date(seconds * 1_000).toISOString();
  return {
    from: iso(plan.from),
    to: iso(plan.to),
    stepSeconds: plan.stepSeconds,
    totals: rounded(totals),
    points: points.map((point, i) => ({
      at: iso(plan.first + i * plan.stepSeconds),
      ...rounded(point),
    })),
    countedShare,
  };
}

/** Extrapolated figures are whole records too. */
const rounded = (counts: SeverityCounts): SeverityCounts => ({
  trace: Math.round(counts.trace),
  debug: Math.round(counts.debug),
  info: Math.round(counts.info),
  warn: Math.round(counts.warn),
  error: Math.round(counts.error),
  fatal: Math.round(counts.fatal),
  unspecified: Math.round(counts.unspecified),
});
