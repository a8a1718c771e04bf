import type { TraceSpan } from "@/lib/contract/traces.ts";

/** One span in its place. Times are whole nanoseconds after the earliest start of the trace. */
export type SpanNode = {
  /** The span's id; a second span with the same id gets a suffix, so that keys stay unique. */
  key: string;
  span: TraceSpan;
  startNs: number;
  endNs: number;
  /** 0 for a root. */
  depth: number;
  parent: SpanNode | null;
  /** By start. */
  children: SpanNode[];
  /** Spans below this one, at any depth. */
  descendants: number;
  /** Spans below this one that failed, at any depth. */
  errorsBelow: number;
  /** Time in which no child was running, within the span's own bounds. */
  selfNs: number;
  /** The span names a parent that is not in the answer. */
  orphan: boolean;
};

export type SpanTree = {
  /** Parents before children, children by start: the order of the rows. */
  nodes: SpanNode[];
  roots: SpanNode[];
  byKey: Map<string, SpanNode>;
  /** From the earliest start to the latest end. */
  durationNs: number;
  errorCount: number;
  orphanCount: number;
  /** By number of spans, the most first. */
  services: { name: string; spanCount: number; selfNs: number }[];
};

/**
 * The tree of a trace by its parent ids. Spans whose parent is missing become roots; a circle of
 * parents is cut at its earliest span; of two spans with one id the earlier is the parent.
 */
export function buildSpanTree(spans: TraceSpan[]): SpanTree {
  const nodes = spans.map(toNode).sort((a, b) => a.startNs - b.startNs || b.endNs - a.endNs);
  const originNs = nodes[0]?.startNs ?? 0;
  for (const node of nodes) {
    node.startNs -= originNs;
    node.endNs -= originNs;
  }
  const byKey = indexByKey(nodes);
  linkParents(nodes, byKey);
  cutCircles(nodes);
  const roots = nodes.filter((node) => node.parent === null);
  for (const node of nodes) node.parent?.children.push(node);
  const ordered = inRowOrder(roots);
  for (const node of [...ordered].reverse()) countBelow(node);
  return {
    nodes: ordered,
    roots,
    byKey,
    durationNs: nodes.reduce((latest, node) => Math.max(latest, node.endNs), 0),
    errorCount: nodes.filter((node) => node.span.error).length,
    orphanCount: nodes.filter((node) => node.orphan).length,
    services: countServices(nodes),
  };
}

function toNode(span: TraceSpan): SpanNode {
  const durationNs = Math.max(0, Math.round(span.durationMs * 1e6));
  return {
    key: span.spanId,
    span,
    startNs: span.offsetNs,
    endNs: span.offsetNs + durationNs,
    depth: 0,
    parent: null,
    children: [],
    descendants: 0,
    errorsBelow: 0,
    selfNs: 0,
    orphan: false,
  };
}

function indexByKey(nodes: SpanNode[]): Map<string, SpanNode> {
  const byKey = new Map<string, SpanNode>();
  for (const node of nodes) {
    for (let copy = 2; byKey.has(node.key); copy++) node.key = `${node.span.spanId}-${copy}`;
    byKey.set(node.key, node);
  }
  return byKey;
}

function linkParents(nodes: SpanNode[], byKey: Map<string, SpanNode>): void {
  for (const node of nodes) {
    const { parentSpanId } = node.span;
    if (parentSpanId === null || parentSpanId === "") continue;
    const parent = byKey.get(parentSpanId);
    if (parent === undefined) node.orphan = true;
    else if (parent !== node) node.parent = parent;
  }
}

/** Walks up from every node once; where a walk meets itself, the circle's earliest span loses its parent. */
function cutCircles(nodes: SpanNode[]): void {
  const walkOf = new Map<SpanNode, number>();
  nodes.forEach((start, walk) => {
    let node: SpanNode | null = start;
    while (node !== null && !walkOf.has(node)) {
      walkOf.set(node, walk);
      node = node.parent;
    }
    if (node !== null && walkOf.get(node) === walk) earliestOfCircle(node).parent = null;
  });
}

function earliestOfCircle(member: SpanNode): SpanNode {
  let earliest = member;
  for (let node = member.parent; node !== null && node !== member; node = node.parent) {
    if (node.startNs < earliest.startNs) earliest = node;
  }
  return earliest;
}

/** Depth first without recursion: a trace may be thousands of spans deep. */
function inRowOrder(roots: SpanNode[]): SpanNode[] {
  const ordered: SpanNode[] = [];
  const waiting = [...roots].reverse();
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    node.depth = node.parent === null ? 0 : node.parent.depth + 1;
    ordered.push(node);
    for (let i = node.children.length - 1; i >= 0; i--) {
      const child = node.children[i];
      if (child !== undefined) waiting.push(child);
    }
  }
  return ordered;
}

function countBelow(node: SpanNode): void {
  for (const child of node.children) {
    node.descendants += child.descendants + 1;
    node.errorsBelow += child.errorsBelow + (child.span.error ? 1 : 0);
  }
  node.selfNs = node.endNs - node.startNs - coveredNs(node);
}

/** Time within the span's bounds in which at least one child was running; children are by start. */
function coveredNs(node: SpanNode): number {
  let covered = 0;
  let reachedNs = node.startNs;
  for (const child of node.children) {
    const fromNs = Math.max(child.startNs, reachedNs);
    const toNs = Math.min(child.endNs, node.endNs);
    if (toNs <= fromNs) continue;
    covered += toNs - fromNs;
    reachedNs = toNs;
  }
  return covered;
}

function countServices(nodes: SpanNode[]): SpanTree["services"] {
  const services = new Map<string, SpanTree["services"][number]>();
  for (const { span, selfNs } of nodes) {
    const service = services.get(span.service) ?? { name: span.service, spanCount: 0, selfNs: 0 };
    service.spanCount++;
    service.selfNs += selfNs;
    services.set(span.service, service);
  }
  return [...services.values()].sort(
    (a, b) => b.spanCount - a.spanCount || a.name.localeCompare(b.name),
  );
}
