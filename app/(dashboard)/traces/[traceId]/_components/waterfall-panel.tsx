"use client";

import { type KeyboardEvent, useEffect, useRef } from "react";
import { Card } from "@/components/ui/card.tsx";
import { Kbd } from "@/components/ui/kbd.tsx";
import { formatCount } from "@/lib/view/format.ts";
import type { Waterfall } from "@/lib/view/waterfall.ts";
import { type RowMove, rowsInSight } from "@/lib/view/waterfall-rows.ts";
import type { SpanNode } from "@/lib/view/waterfall-tree.ts";
import { useIsAtLeast } from "./use-is-at-least.ts";
import { useScroll } from "./use-scroll.ts";
import type { WaterfallState } from "./use-waterfall.ts";
import { WaterfallMinimap } from "./waterfall-minimap.tsx";
import { WaterfallRow } from "./waterfall-row.tsx";
import { RulerLines, WaterfallRuler } from "./waterfall-ruler.tsx";
import { WaterfallToolbar } from "./waterfall-toolbar.tsx";

const OVERSCAN = 12;
const POINTER_ROW_PX = 28;
const TOUCH_ROW_PX = 40;
const NOTHING: readonly never[] = [];

const MOVES: Readonly<Record<string, RowMove>> = {
  ArrowUp: "up",
  ArrowDown: "down",
  ArrowLeft: "out",
  ArrowRight: "in",
  Home: "first",
  End: "last",
};

type Props = { waterfall: Waterfall; state: WaterfallState };

/** The spans of a trace over time. Only the rows in sight exist, so thousands of spans stay quick. */
export function WaterfallPanel({ waterfall, state }: Props) {
  const findRef = useRef<HTMLInputElement>(null);
  const scroll = useScroll();
  const rowPx = useIsAtLeast("tablet") ? POINTER_ROW_PX : TOUCH_ROW_PX;
  const { rows, selected } = state;
  const at = selected === null ? -1 : rows.indexOf(selected);
  useEffect(() => scroll.reveal(at * rowPx, rowPx, at >= 0), [at, rowPx, scroll.reveal]);
  const sight = rowsInSight({
    ...{ rowCount: rows.length, rowHeightPx: rowPx, overscan: OVERSCAN },
    ...{ scrollTopPx: scroll.topPx, heightPx: scroll.heightPx },
  });
  return (
    <Card className="overflow-hidden">
      <WaterfallToolbar waterfall={waterfall} state={state} findRef={findRef} />
      <WaterfallMinimap tree={waterfall.tree} state={state} />
      <div className="[--names:38%] max-tablet:[--names:52%]">
        <div className="flex h-7 border-b border-line text-11 text-text-3">
          <div className="flex w-(--names) shrink-0 items-center border-r border-line px-3">
            Span, service
          </div>
          <WaterfallRuler window={state.window} onZoom={state.zoom} />
        </div>
        <div
          ref={scroll.ref}
          role="tree"
          tabIndex={0}
          aria-label="Spans of this trace"
          aria-activedescendant={at >= 0 ? rowId(at) : undefined}
          onScroll={scroll.onScroll}
          onKeyDown={(event) => onTreeKey(event, state, () => findRef.current?.focus())}
          className="max-h-[max(320px,calc(100dvh-420px))] overflow-y-auto focus-visible:outline-offset-[-2px]"
        >
          <div
            role="none"
            className="relative"
            style={{ height: rows.length * rowPx, paddingTop: sight.first * rowPx }}
          >
            <RulerLines window={state.window} />
            {rows.slice(sight.first, sight.end).map((node, i) => (
              <WaterfallRow
                key={node.key}
                id={rowId(sight.first + i)}
                heightPx={rowPx}
                node={node}
                collapsed={state.collapsed.has(node.key)}
                fold={state.foldAt(node)}
                openFold={state.openFoldAt(node)}
                selected={node === selected}
                matched={state.find === "" ? null : isMatched(state, node)}
                path={pathOf(state, node)}
                mark={markOf(state, waterfall, node)}
                window={state.window}
                onSelect={state.select}
                onToggle={state.toggle}
                onToggleFold={state.toggleFold}
              />
            ))}
          </div>
        </div>
      </div>
      <Hints shown={rows.length} all={waterfall.tree.nodes.length} />
    </Card>
  );
}

/** A fold matches when one of its spans does. */
const isMatched = (state: WaterfallState, node: SpanNode): boolean =>
  (state.foldAt(node)?.nodes ?? [node]).some(({ key }) => state.matched.has(key));

/** A fold has the mark of the first of its spans that has one. */
function markOf(state: WaterfallState, { marks }: Waterfall, node: SpanNode) {
  const nodes = state.foldAt(node)?.nodes ?? [node];
  const marked = nodes.find(({ key }) => marks.has(key));
  return (marked && marks.get(marked.key)) ?? null;
}

function pathOf(state: WaterfallState, node: SpanNode) {
  const fold = state.foldAt(node);
  if (fold === null) return state.onPath.get(node.key) ?? NOTHING;
  return fold.nodes.flatMap(({ key }) => state.onPath.get(key) ?? []);
}

const rowId = (row: number): string => `span-row-${row}`;

function onTreeKey(event: KeyboardEvent, state: WaterfallState, focusFind: () => void): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const move = MOVES[event.key];
  if (move) state.move(move);
  else if (event.key === "f") focusFind();
  else if (event.key === "n") state.stepMatch(1);
  else if (event.key === "N") state.stepMatch(-1);
  else if (event.key === "e") state.stepError(1);
  else if (event.key === "E") state.stepError(-1);
  else if (event.key === "z" && state.selected) state.zoom(zoomTo(state.selected));
  else if (event.key === "Z") state.zoom(null);
  else if (event.key === "Escape" && state.selected) state.select(null);
  else return;
  event.preventDefault();
}

/** A span with a little room on both sides. */
function zoomTo({ startNs, endNs }: { startNs: number; endNs: number }) {
  const roomNs = Math.max(1, Math.round((endNs - startNs) * 0.05));
  return { fromNs: Math.max(0, startNs - roomNs), toNs: endNs + roomNs };
}

function Hints({ shown, all }: { shown: number; all: number }) {
  return (
    <div className="flex min-h-8 flex-wrap items-center gap-x-3 gap-y-1 border-t border-line px-3 py-1 text-11 text-text-3">
      <span>
        {shown === all
          ? `${formatCount(all)} ${all === 1 ? "span" : "spans"}`
          : `${formatCount(shown)} of ${formatCount(all)} spans`}
      </span>
      <span className="flex items-center gap-1.5">
        <span className="inline-block h-2.5 w-4 rounded-1 bg-text-2" aria-hidden /> critical path:
        the trace waited for this
      </span>
      <span className="ml-auto flex flex-wrap items-center gap-x-3 max-tablet:hidden">
        <Hint keys={["↑", "↓"]} what="move" />
        <Hint keys={["←", "→"]} what="collapse, expand" />
        <Hint keys={["f"]} what="find" />
        <Hint keys={["e"]} what="next error" />
        <Hint keys={["z"]} what="zoom to span" />
      </span>
    </div>
  );
}

function Hint({ keys, what }: { keys: string[]; what: string }) {
  return (
    <span className="flex items-center gap-1">
      {keys.map((key) => (
        <Kbd key={key}>{key}</Kbd>
      ))}
      {what}
    </span>
  );
}
