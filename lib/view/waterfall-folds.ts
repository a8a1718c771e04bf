import { spanTitle } from "./waterfall-title.ts";
import type { SpanNode, SpanTree } from "./waterfall-tree.ts";

/** Similar siblings that are drawn as one row, at the place of the earliest. */
export type Fold = {
  /** Key of the earliest. */
  key: string;
  title: string;
  /** By start. */
  nodes: SpanNode[];
  /** From the earliest start to the latest end. */
  startNs: number;
  endNs: number;
  /** Their durations added up; more than the stretch that they lie in when they ran beside each other. */
  togetherNs: number;
};

/** Fewer are quicker to read one by one. */
const LEAST = 5;

/** Siblings of one service, title and kind that all failed or all did not, five at least. By the key of each member. */
export function foldSiblings(tree: SpanTree): Map<string, Fold> {
  const folds = new Map<string, Fold>();
  for (const siblings of [tree.roots, ...tree.nodes.map((node) => node.children)]) {
    if (siblings.length < LEAST) continue;
    for (const nodes of groupsOf(siblings)) {
      if (nodes.length < LEAST) continue;
      const fold = toFold(nodes);
      for (const node of nodes) folds.set(node.key, fold);
    }
  }
  return folds;
}

function groupsOf(siblings: readonly SpanNode[]): Iterable<SpanNode[]> {
  const groups = new Map<string, SpanNode[]>();
  for (const node of siblings) {
    const { service, kind, error } = node.span;
    const alike = JSON.stringify([service, spanTitle(node.span), kind, error]);
    const group = groups.get(alike);
    if (group === undefined) groups.set(alike, [node]);
    else group.push(node);
  }
  return groups.values();
}

function toFold(nodes: SpanNode[]): Fold {
  const [first] = nodes;
  return {
    key: first?.key ?? "",
    title: first ? spanTitle(first.span) : "",
    nodes,
    startNs: nodes.reduce((least, node) => Math.min(least, node.startNs), Number.POSITIVE_INFINITY),
    endNs: nodes.reduce((most, node) => Math.max(most, node.endNs), 0),
    togetherNs: nodes.reduce((sum, node) => sum + node.endNs - node.startNs, 0),
  };
}

/** Keys of the spans that have no row, with all below them: what is folded, but for the row that stands for it. */
export function hiddenByFolds(
  folds: ReadonlyMap<string, Fold>,
  opened: ReadonlySet<string>,
): Set<string> {
  const hidden = new Set<string>();
  for (const fold of new Set(folds.values())) {
    if (opened.has(fold.key)) continue;
    for (const node of fold.nodes) {
      if (node.key !== fold.key) hidden.add(node.key);
      else for (const child of node.children) hidden.add(child.key);
    }
  }
  return hidden;
}

/** `opened` with the folds that hide this span or something above it. */
export function openingFolds(
  opened: ReadonlySet<string>,
  folds: ReadonlyMap<string, Fold>,
  node: SpanNode,
): Set<string> {
  const next = new Set(opened);
  for (let at: SpanNode | null = node; at !== null; at = at.parent) {
    const fold = folds.get(at.key);
    // The row that stands for a fold can be selected without opening it.
    if (fold && !(at === node && fold.key === node.key)) next.add(fold.key);
  }
  return next;
}
