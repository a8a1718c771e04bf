import type { ClientBase } from "pg";
import type {
  MetricGroup,
  MetricQueryParams,
  MetricQueryResponse,
} from "@/lib/contract/metrics.ts";
import { type Range, resolveRange } from "@/lib/contract/time.ts";
import { readPool } from "@/lib/platform/db.ts";
import { inSnapshot } from "@/lib/store/metric-reads.ts";
import { drawLines, type Loaded, loadMetric, reportingInterval } from "./metric-answer.ts";
import { seriesOfName } from "./metric-catalog.ts";
import { joinLines } from "./metric-join.ts";
import type { KeyedLine, LineContext, MetricLine } from "./metric-lines.ts";
import { planFor, planMetric } from "./metric-plan.ts";
import { type MetricSelection, selectMetric } from "./metric-selection.ts";
import { type Asked, parseAsked } from "./metric-specs.ts";
import type { RangePlan } from "./range-plan.ts";

/** One query or two, with the series that they mean. */
type Question = Asked & { selections: { a: MetricSelection; b: MetricSelection | null } };

/** Any metric over time, by group; or a formula of two. Throws `ParameterError`. */
export async function queryMetrics(
  params: MetricQueryParams,
  nowMs: number,
): Promise<MetricQueryResponse> {
  const range = resolveRange(params, nowMs);
  const asked = parseAsked(params);
  const pool = readPool();
  const a = selectMetric(await seriesOfName(pool, asked.a.name, nowMs), asked.a);
  const b = asked.b && selectMetric(await seriesOfName(pool, asked.b.name, nowMs), asked.b);
  const question = { ...asked, selections: { a, b } };
  const previousRange = { fromMs: 2 * range.fromMs - range.toMs, toMs: range.fromMs };
  const { current, previous } = await inSnapshot(pool, async (client) => {
    const current = await ask(client, question, { range, step: params.step, nowMs });
    const at = { range: previousRange, step: current.plan.stepSeconds, nowMs };
    return { current, previous: params.compare ? await ask(client, question, at) : null };
  });
  const most = Math.min(params.topK ?? params.limit, params.limit);
  const ranked = [...current.lines].sort(byTotal);
  return {
    ...a.asked,
    formula: params.formula ?? null,
    ...(b ? { b: b.asked } : {}),
    from: new Date(range.fromMs).toISOString(),
    to: new Date(range.toMs).toISOString(),
    stepSeconds: current.plan.stepSeconds,
    groups: ranked.slice(0, most).map(([text, { key, line }]) => {
      const before = previous?.lines.get(text);
      return {
        key,
        ...toLine(line, current.plan),
        ...(before && previous ? { previous: toLine(before.line, previous.plan) } : {}),
      };
    }),
    omittedGroups: Math.max(ranked.length - most, 0),
  };
}

type Answer = { plan: RangePlan; lines: Map<string, KeyedLine> };

/** Reads and draws a question over one range. A step that was not asked for is none finer than the metrics report. */
async function ask(
  client: ClientBase,
  { selections, formula }: Question,
  { range, step, nowMs }: { range: Range; step: number | undefined; nowMs: number },
): Promise<Answer> {
  const first = planMetric(range, step, nowMs);
  const a = await loadMetric(client, selections.a, first);
  const b = selections.b && (await loadMetric(client, selections.b, first));
  const intervalSeconds = longestInterval(a, b);
  const plan = planFor(range, { step, interval: intervalSeconds, nowMs });
  const context: LineContext = { grid: plan, nowMs, intervalSeconds };
  const linesOfA = drawLines(a, selections.a, context);
  const linesOfB = b && selections.b ? drawLines(b, selections.b, context) : null;
  return { plan, lines: formula === null ? linesOfA : joinLines(formula, linesOfA, linesOfB) };
}

function longestInterval(a: Loaded, b: Loaded | null): number | null {
  const intervals = [a, b].flatMap((loaded) => (loaded && reportingInterval(loaded)) ?? []);
  return intervals.length === 0 ? null : Math.max(...intervals);
}

function byTotal(
  [textA, a]: readonly [string, KeyedLine],
  [textB, b]: readonly [string, KeyedLine],
): number {
  const lowest = Number.NEGATIVE_INFINITY;
  const [first, second] = [a.line.total.value ?? lowest, b.line.total.value ?? lowest];
  if (first !== second) return first > second ? -1 : 1;
  return textA < textB ? -1 : 1;
}

const toLine = (line: MetricLine, plan: RangePlan): Pick<MetricGroup, "total" | "points"> => ({
  total: line.total,
  points: Array.from({ length: plan.points }, (_, slot) => ({
    at: new Date((plan.first + slot * plan.stepSeconds) * 1000).toISOString(),
    ...line.at(slot),
  })),
});
