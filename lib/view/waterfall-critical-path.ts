import { spanTitle } from "./waterfall-title.ts";
import type { SpanNode, SpanTree } from "./waterfall-tree.ts";

/** A stretch of time in which the trace waited for this span's own work. Nanoseconds of the tree. */
export type PathSegment = { node: SpanNode; startNs: number; endNs: number };

type Frame = {
  /** Null: above the roots, so that a trace with several roots still has one path. */
  node: SpanNode | null;
  startNs: number;
  endNs: number;
  /** Everything later than this is already explained. */
  cursorNs: number;
  byEnd: SpanNode[];
  next: number;
};

/**
 * The chain of work that decided how long the trace took, earliest first. Walks backwards from the
 * end: into the child that finished last, then into the last one that finished before that began,
 * and so on; what no child explains is the span's own. Children count only within their parent.
 */
export function criticalPath(tree: SpanTree): PathSegment[] {
  const segments: PathSegment[] = [];
  const stack = [frameOf(null, tree.roots, 0, tree.durationNs)];
  for (let frame = stack.at(-1); frame !== undefined; frame = stack.at(-1)) {
    const child = frame.byEnd[frame.next++];
    if (child === undefined) {
      addSegment(segments, frame, frame.startNs);
      stack.pop();
      continue;
    }
    const endNs = endWithin(frame, child);
    const startNs = Math.max(child.startNs, frame.startNs);
    if (endNs > frame.cursorNs || endNs <= startNs) continue;
    addSegment(segments, frame, endNs);
    frame.cursorNs = startNs;
    stack.push(frameOf(child, child.children, startNs, endNs));
  }
  return segments.reverse();
}

/**
 * Many SDKs start spans on whole milliseconds, so work that followed other work seems to begin a little before that
 * ended. Less than this is no overlap.
 */
const CLOCK_GRAIN_NS = 1_000_000;

function endWithin(frame: Frame, child: SpanNode): number {
  const endNs = Math.min(child.endNs, frame.endNs);
  const overlapNs = endNs - frame.cursorNs;
  return overlapNs > 0 && overlapNs < CLOCK_GRAIN_NS ? frame.cursorNs : endNs;
}

/** Children by their end, the last first; one that outlives its parent is held to the parent's end. */
function frameOf(
  node: SpanNode | null,
  children: SpanNode[],
  startNs: number,
  endNs: number,
): Frame {
  const byEnd = [...children].sort((a, b) => b.endNs - a.endNs || a.startNs - b.startNs);
  return { node, startNs, endNs, cursorNs: endNs, byEnd, next: 0 };
}

function addSegment(segments: PathSegment[], frame: Frame, fromNs: number): void {
  if (frame.node === null || fromNs >= frame.cursorNs) return;
  segments.push({ node: frame.node, startNs: fromNs, endNs: frame.cursorNs });
}

export type PathShare = {
  service: string;
  name: string;
  /** Time of the path in spans of this service and title. */
  ns: number;
  /** 0 to 1 of the whole path. */
  share: number;
  spanCount: number;
  error: boolean;
  /** Its span with the longest stretch, to open. */
  key: string;
};

/** Where the path's time went, by service and title, the most first. */
export function sharesOfPath(segments: PathSegment[]): PathShare[] {
  const totalNs = segments.reduce((sum, segment) => sum + lengthNs(segment), 0);
  const groups = new Map<string, PathSegment[]>();
  for (const segment of segments) {
    const id = JSON.stringify([segment.node.span.service, spanTitle(segment.node.span)]);
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [segment]);
    else group.push(segment);
  }
  return [...groups.values()].map((group) => shareOf(group, totalNs)).sort((a, b) => b.ns - a.ns);
}

const lengthNs = (segment: PathSegment): number => segment.endNs - segment.startNs;

function shareOf(group: PathSegment[], totalNs: number): PathShare {
  const longest = group.reduce((a, b) => (lengthNs(b) > lengthNs(a) ? b : a));
  const ns = group.reduce((sum, segment) => sum + lengthNs(segment), 0);
  const { span } = longest.node;
  return {
    service: span.service,
    name: spanTitle(span),
    ns,
    share: totalNs === 0 ? 0 : ns / totalNs,
    spanCount: new Set(group.map(({ node }) => node)).size,
    error: group.some(({ node }) => node.span.error),
    key: longest.node.key,
  };
}
