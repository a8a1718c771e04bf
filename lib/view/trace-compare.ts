import type { TraceSpan } from "@/lib/contract/traces.ts";
import { formatCount, formatMs, joined } from "./format.ts";
import type { Condition, SentencePart } from "./sentence.ts";
import { spanTitle } from "./waterfall-title.ts";
import { buildSpanTree, type SpanNode, type SpanTree } from "./waterfall-tree.ts";

/** What the spans at one place of a trace add up to. */
export type SideFigures = {
  spanCount: number;
  errorCount: number;
  /** Durations added up. */
  totalNs: number;
  /** Time in which none of their children ran, added up. */
  selfNs: number;
  /** One of them, to open. */
  key: string;
};

/** One place: a chain of services and titles from the root. Null: that trace has nothing there. */
export type ComparedRow = {
  path: string;
  depth: number;
  service: string;
  title: string;
  a: SideFigures | null;
  b: SideFigures | null;
  /** Self time of b less that of a; what is absent counts as 0. */
  selfDeltaNs: number;
};

export type TraceComparison = {
  /** Parents before children. */
  rows: ComparedRow[];
  a: SpanTree;
  b: SpanTree;
  /** The largest self time difference either way, at least 1: the scale of the bars. */
  largestDeltaNs: number;
  onlyInA: number;
  onlyInB: number;
};

type Place = {
  row: ComparedRow;
  children: Map<string, Place>;
};

/** Two traces side by side, their spans matched by the chain of service and title above them. */
export function compareTraces(spansA: TraceSpan[], spansB: TraceSpan[]): TraceComparison {
  const [a, b] = [buildSpanTree(spansA), buildSpanTree(spansB)];
  const roots = new Map<string, Place>();
  addSide(roots, a, "a");
  addSide(roots, b, "b");
  const rows = inOrder(roots);
  for (const row of rows) row.selfDeltaNs = (row.b?.selfNs ?? 0) - (row.a?.selfNs ?? 0);
  return {
    ...{ rows, a, b },
    largestDeltaNs: rows.reduce((most, row) => Math.max(most, Math.abs(row.selfDeltaNs)), 1),
    onlyInA: rows.filter((row) => row.b === null).length,
    onlyInB: rows.filter((row) => row.a === null).length,
  };
}

function addSide(roots: Map<string, Place>, tree: SpanTree, side: "a" | "b"): void {
  const placeOf = new Map<SpanNode, Place>();
  for (const node of tree.nodes) {
    const above = node.parent ? placeOf.get(node.parent) : undefined;
    const siblings = above?.children ?? roots;
    const id = JSON.stringify([node.span.service, spanTitle(node.span)]);
    const place = siblings.get(id) ?? emptyPlace(node, id, above);
    siblings.set(id, place);
    placeOf.set(node, place);
    place.row[side] = withSpan(place.row[side], node);
  }
}

const emptyPlace = (node: SpanNode, id: string, above: Place | undefined): Place => ({
  row: {
    path: `${above?.row.path ?? ""}${id}`,
    depth: above ? above.row.depth + 1 : 0,
    service: node.span.service,
    title: spanTitle(node.span),
    ...{ a: null, b: null, selfDeltaNs: 0 },
  },
  children: new Map(),
});

function withSpan(figures: SideFigures | null, node: SpanNode): SideFigures {
  return {
    spanCount: (figures?.spanCount ?? 0) + 1,
    errorCount: (figures?.errorCount ?? 0) + (node.span.error ? 1 : 0),
    totalNs: (figures?.totalNs ?? 0) + node.endNs - node.startNs,
    selfNs: (figures?.selfNs ?? 0) + node.selfNs,
    key: figures?.key ?? node.key,
  };
}

/** Depth first without recursion: a trace may be thousands of spans deep. */
function inOrder(roots: Map<string, Place>): ComparedRow[] {
  const rows: ComparedRow[] = [];
  const waiting = [...roots.values()].reverse();
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    rows.push(place.row);
    waiting.push(...[...place.children.values()].reverse());
  }
  return rows;
}

const nsText = (ns: number): string => joined(formatMs(ns / 1e6));

/** "+ 12.0 ms", "− 3.00 ms", "same" of a difference in nanoseconds. */
export function deltaText(ns: number): string {
  if (Math.abs(ns) < 1_000) return "same";
  return `${ns > 0 ? "+" : "−"} ${nsText(Math.abs(ns))}`;
}

/** How b differs from a, in words: how much longer, where that went, and what only one of them did. */
export function comparisonCondition(comparison: TraceComparison): Condition {
  const { a, b, rows, onlyInA, onlyInB } = comparison;
  const deltaNs = b.durationNs - a.durationNs;
  const parts: SentencePart[] = [
    fact("B took "),
    { text: nsText(b.durationNs), tone: b.errorCount > a.errorCount ? "critical" : "fact" },
    fact(
      Math.abs(deltaNs) < 1_000
        ? ", as long as A. "
        : `, ${nsText(Math.abs(deltaNs))} ${deltaNs > 0 ? "longer" : "less"} than A. `,
    ),
    ...mostParts(rows, deltaNs),
    ...onlyParts(onlyInA, onlyInB),
  ];
  const isWorse = b.errorCount > a.errorCount || deltaNs > 0.2 * a.durationNs;
  return { status: isWorse ? "warning" : "ok", parts };
}

/** The place that explains most of the difference in its direction. */
function mostParts(rows: readonly ComparedRow[], deltaNs: number): SentencePart[] {
  const sign = deltaNs < 0 ? -1 : 1;
  const most = rows.reduce<ComparedRow | null>(
    (best, row) => (best && sign * best.selfDeltaNs >= sign * row.selfDeltaNs ? best : row),
    null,
  );
  if (most === null || sign * most.selfDeltaNs < 1_000) return [];
  const times =
    most.a && most.b && most.a.spanCount !== most.b.spanCount
      ? `, ${formatCount(most.b.spanCount)} times instead of ${formatCount(most.a.spanCount)}`
      : "";
  return [
    reason(
      `Most of it in ${most.title} of ${most.service}: ${deltaText(most.selfDeltaNs)}${times}. `,
    ),
  ];
}

function onlyParts(onlyInA: number, onlyInB: number): SentencePart[] {
  const steps = (count: number): string =>
    `${formatCount(count)} ${count === 1 ? "step" : "steps"}`;
  if (onlyInA === 0 && onlyInB === 0) return [reason("Both did the same steps.")];
  const said = [
    onlyInB > 0 ? `${steps(onlyInB)} only in B` : "",
    onlyInA > 0 ? `${steps(onlyInA)} only in A` : "",
  ].filter((text) => text !== "");
  return [reason(`${said.join(", ")}.`)];
}

const fact = (text: string): SentencePart => ({ text, tone: "fact" });
const reason = (text: string): SentencePart => ({ text, tone: "reason" });
