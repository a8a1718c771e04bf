import type { TraceResponse } from "@/lib/contract/traces.ts";
import { formatCount, formatMs, formatRatio, joined } from "./format.ts";
import type { Condition, SentencePart } from "./sentence.ts";
import {
  criticalPath,
  type PathSegment,
  type PathShare,
  sharesOfPath,
} from "./waterfall-critical-path.ts";
import { type NPlusOneMark, nPlusOneMarks, nPlusOneParts } from "./waterfall-n-plus-one.ts";
import { spanTitle } from "./waterfall-title.ts";
import { buildSpanTree, type SpanNode, type SpanTree } from "./waterfall-tree.ts";

/** Everything that the page of one trace draws. */
export type Waterfall = {
  tree: SpanTree;
  /** The span that stands for the trace: its first root, one with nothing above it if there is one. */
  main: SpanNode | null;
  path: PathSegment[];
  shares: PathShare[];
  /** Where the first failure began: a failed span with no failed span below it. */
  origin: SpanNode | null;
  /** How far the clocks of two services differ at least; 0: nothing shows that they do. */
  skewNs: number;
  /** Spans that are part of an N+1, by key. */
  marks: ReadonlyMap<string, NPlusOneMark>;
};

export function buildWaterfall(
  spans: TraceResponse["spans"],
  nPlusOnes: TraceResponse["nPlusOnes"] = [],
): Waterfall {
  const tree = buildSpanTree(spans);
  const path = criticalPath(tree);
  return {
    tree,
    main: tree.roots.find((root) => !root.orphan) ?? tree.roots[0] ?? null,
    path,
    shares: sharesOfPath(path),
    origin: failureOrigin(tree),
    skewNs: clockSkew(tree),
    marks: nPlusOneMarks(tree, nPlusOnes),
  };
}

function failureOrigin(tree: SpanTree): SpanNode | null {
  const origins = tree.nodes.filter((node) => node.span.error && node.errorsBelow === 0);
  return origins.reduce<SpanNode | null>(
    (first, node) => (first === null || node.endNs < first.endNs ? node : first),
    null,
  );
}

function clockSkew(tree: SpanTree): number {
  return tree.nodes.reduce((most, node) => {
    const { parent } = node;
    if (parent === null || parent.span.service === node.span.service) return most;
    return Math.max(most, parent.startNs - node.startNs);
  }, 0);
}

/** "486 ms" of nanoseconds. */
export const nsText = (ns: number): string => joined(formatMs(ns / 1e6));

/** What happened in this trace: how long, what failed first, where the time went. */
export function traceCondition(
  waterfall: Waterfall,
  hrefOfSpan: (key: string) => string,
): Condition {
  const { main, tree } = waterfall;
  if (main === null) return { status: "unknown", parts: [fact("This trace has no span.")] };
  const parts: SentencePart[] = [
    { text: spanTitle(main.span), tone: "name" },
    fact(` of ${main.span.service} took `),
    { text: nsText(main.endNs - main.startNs), tone: main.span.error ? "critical" : "fact" },
    fact(main.span.error ? " and failed. " : ". "),
    ...failureParts(waterfall, hrefOfSpan),
    ...timeParts(waterfall, hrefOfSpan),
    ...nPlusOneParts(waterfall.marks, hrefOfSpan),
  ];
  const isDoubtful = tree.errorCount > 0 || waterfall.marks.size > 0;
  const status = main.span.error ? "critical" : isDoubtful ? "warning" : "ok";
  return { status, parts };
}

function failureParts(
  { origin, main, tree }: Waterfall,
  hrefOfSpan: (key: string) => string,
): SentencePart[] {
  if (origin === null || (origin === main && origin.span.statusMessage === "")) return [];
  const of = tree.nodes.length;
  const begin =
    origin === main
      ? "It says "
      : `${formatCount(tree.errorCount)} of ${formatCount(of)} spans failed, first `;
  const message = shortMessage(origin);
  if (origin === main) return [reason(`${begin}“${message}”. `)];
  return [
    reason(begin),
    { text: spanTitle(origin.span), tone: "reason", href: hrefOfSpan(origin.key) },
    reason(` of ${origin.span.service}${message === "" ? "" : `: “${message}”`}. `),
  ];
}

const MESSAGE_LENGTH = 120;

function shortMessage({ span }: SpanNode): string {
  const line = span.statusMessage.split("\n", 1)[0]?.trim() ?? "";
  return line.length > MESSAGE_LENGTH ? `${line.slice(0, MESSAGE_LENGTH - 1)}…` : line;
}

function timeParts(
  { shares, main }: Waterfall,
  hrefOfSpan: (key: string) => string,
): SentencePart[] {
  const [most] = shares;
  if (most === undefined || (shares.length === 1 && most.key === main?.key)) return [];
  const count = most.spanCount === 1 ? "" : ` in ${formatCount(most.spanCount)} spans`;
  return [
    reason(`${joined(formatRatio(most.share))} of the wait was for `),
    { text: most.name, tone: "reason", href: hrefOfSpan(most.key) },
    reason(` of ${most.service}${count}.`),
  ];
}

const fact = (text: string): SentencePart => ({ text, tone: "fact" });
const reason = (text: string): SentencePart => ({ text, tone: "reason" });

/** What is missing or doubtful in this trace, one sentence each. */
export function traceNotices({ tree, skewNs }: Waterfall, complete: boolean): string[] {
  const notices: string[] = [];
  if (!complete || tree.orphanCount > 0) {
    const some =
      tree.orphanCount === 1 ? "1 span names" : `${formatCount(tree.orphanCount)} spans name`;
    const what = tree.orphanCount === 0 ? "" : `: ${some} a parent that is not here`;
    notices.push(
      `Incomplete${what}. Its missing spans were not kept under the trace budget, or have not arrived yet.`,
    );
  }
  if (skewNs > 0) {
    notices.push(
      `Clocks differ by at least ${nsText(skewNs)}: a span begins before the one that called it. Times are drawn as they were reported.`,
    );
  }
  return notices;
}
