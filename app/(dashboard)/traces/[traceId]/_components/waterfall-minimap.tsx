"use client";

import { memo } from "react";
import { seriesColour } from "@/lib/view/series-colour.ts";
import { placeBar, wholeTrace, windowBetween } from "@/lib/view/waterfall-ruler.ts";
import type { SpanNode, SpanTree } from "@/lib/view/waterfall-tree.ts";
import { useDragShares } from "./use-drag-shares.ts";
import type { WaterfallState } from "./use-waterfall.ts";

type Props = { tree: SpanTree; state: WaterfallState };

/** The whole trace in 44 px. A drag draws that part of time below, a double click draws all again. */
export function WaterfallMinimap({ tree, state }: Props) {
  const { drag, handlers } = useDragShares(({ from, to }) => {
    const window = windowBetween(tree, from, to);
    if (window) state.zoom(window);
  });
  const whole = wholeTrace(tree);
  const shown = drag
    ? { left: Math.min(drag.from, drag.to), right: Math.max(drag.from, drag.to) }
    : { left: state.window.fromNs / whole.toNs, right: state.window.toNs / whole.toNs };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: z and Shift+z do the same by keyboard
    <div
      className="relative h-11 cursor-crosshair touch-none overflow-hidden border-b border-line select-none"
      onDoubleClick={() => state.zoom(null)}
      title="Drag to draw a part, double click to draw all"
      {...handlers}
    >
      <AllSpans tree={tree} />
      {(state.zoomed || drag) && (
        <>
          <Veil left={0} right={shown.left} />
          <Veil left={shown.right} right={1} />
        </>
      )}
    </div>
  );
}

function Veil({ left, right }: { left: number; right: number }) {
  return (
    <div
      className="absolute inset-y-0 bg-bg/75"
      style={{ left: `${left * 100}%`, width: `${Math.max(0, right - left) * 100}%` }}
    />
  );
}

/** One path for each service, so that thousands of spans are a handful of elements. */
const AllSpans = memo(function AllSpans({ tree }: { tree: SpanTree }) {
  const paths = new Map<string, string[]>();
  tree.nodes.forEach((node, row) => {
    const parts = paths.get(node.span.service) ?? [];
    parts.push(segmentOf(tree, node, row));
    paths.set(node.span.service, parts);
  });
  const height = Math.max(12, tree.nodes.length);
  return (
    <svg
      className="absolute inset-x-0 top-1 h-9 w-full"
      viewBox={`0 0 1000 ${height}`}
      preserveAspectRatio="none"
      aria-hidden
    >
      {[...paths].map(([service, parts]) => (
        <path
          key={service}
          d={parts.join("")}
          stroke={seriesColour(service)}
          strokeWidth="2"
          vectorEffect="non-scaling-stroke"
        />
      ))}
    </svg>
  );
});

function segmentOf(tree: SpanTree, node: SpanNode, row: number): string {
  const place = placeBar(node, wholeTrace(tree));
  if (place === null) return "";
  return `M${(place.leftPercent * 10).toFixed(1)} ${row + 0.5}h${Math.max(1.5, place.widthPercent * 10).toFixed(1)}`;
}
