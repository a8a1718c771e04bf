"use client";

import clsx from "clsx";
import { ChevronDown, ChevronRight } from "lucide-react";
import { type CSSProperties, memo } from "react";
import { StatusIcon } from "@/components/ui/status-icon.tsx";
import { formatCount } from "@/lib/view/format.ts";
import { seriesColour } from "@/lib/view/series-colour.ts";
import { nsText } from "@/lib/view/waterfall.ts";
import { type BarPlace, placeBar, type TimeWindow } from "@/lib/view/waterfall-ruler.ts";
import { spanTitle } from "@/lib/view/waterfall-title.ts";
import type { SpanNode } from "@/lib/view/waterfall-tree.ts";

const INDENT_PX = 14;
/** Deeper rows are not indented further: their names would have no room. */
const DEEPEST_INDENT = 16;

type Stretch = { startNs: number; endNs: number };

type Props = {
  node: SpanNode;
  id: string;
  heightPx: number;
  collapsed: boolean;
  selected: boolean;
  /** Null: nothing is searched for. */
  matched: boolean | null;
  path: readonly Stretch[];
  window: TimeWindow;
  onSelect: (key: string) => void;
  onToggle: (key: string) => void;
};

/** One span: its name at the left, its time at the right. */
export const WaterfallRow = memo(function WaterfallRow(props: Props) {
  const { node, id, heightPx, collapsed, selected, path, onSelect } = props;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree moves the selection by keys
    // biome-ignore lint/a11y/useFocusableInteractive: the focus stays on the tree
    <div
      id={id}
      role="treeitem"
      aria-level={node.depth + 1}
      aria-expanded={node.children.length > 0 ? !collapsed : undefined}
      aria-selected={selected}
      aria-label={rowLabel(node, path.length > 0)}
      onClick={() => onSelect(node.key)}
      className={clsx(
        "flex cursor-pointer items-stretch border-b border-grid text-12",
        selected ? "bg-accent-soft shadow-[inset_2px_0_0_var(--accent)]" : "hover:bg-surface-2",
      )}
      style={{ height: heightPx }}
    >
      <NameCell {...props} />
      <TimeCell {...props} />
    </div>
  );
});

function rowLabel(node: SpanNode, onPath: boolean): string {
  const { span } = node;
  return [
    `${span.service} ${spanTitle(span)}`,
    nsText(node.endNs - node.startNs),
    span.error ? "failed" : "",
    node.errorsBelow > 0 ? `${node.errorsBelow} failed below` : "",
    onPath ? "on the critical path" : "",
    node.orphan ? "parent missing" : "",
  ]
    .filter((text) => text !== "")
    .join(", ");
}

function NameCell({ node, collapsed, matched, onToggle }: Props) {
  const { span } = node;
  const Chevron = collapsed ? ChevronRight : ChevronDown;
  return (
    <div
      className="flex w-(--names) shrink-0 items-center gap-1.5 overflow-hidden border-r border-line pr-2"
      style={{ paddingLeft: 6 + Math.min(node.depth, DEEPEST_INDENT) * INDENT_PX }}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the arrow keys of the tree do the same */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the arrow keys of the tree do the same */}
      <span
        className="flex h-full w-4 shrink-0 items-center justify-center text-text-3 hover:text-text max-tablet:w-8"
        onClick={(event) => {
          if (node.children.length === 0) return;
          event.stopPropagation();
          onToggle(node.key);
        }}
      >
        {node.children.length > 0 && <Chevron size={14} aria-hidden />}
      </span>
      <span
        className="h-4 w-1 shrink-0 rounded-1"
        style={{ background: seriesColour(span.service) }}
      />
      {span.error && <StatusIcon status="critical" label={null} size={13} />}
      <span className="min-w-0 truncate" title={`${span.service} · ${span.name}`}>
        <span
          className={clsx(
            matched === false ? "text-text-3" : "font-medium",
            matched && "underline decoration-accent decoration-2 underline-offset-2",
          )}
        >
          {spanTitle(span)}
        </span>
        <span className="ml-1.5 text-text-3">{span.service}</span>
      </span>
      {collapsed && (
        <span className="ml-auto shrink-0 rounded-1 bg-surface-3 px-1 text-11 text-text-2">
          +{formatCount(node.descendants)}
          {node.errorsBelow > 0 && (
            <span className="text-critical"> {formatCount(node.errorsBelow)} failed</span>
          )}
        </span>
      )}
    </div>
  );
}

function TimeCell({ node, matched, path, window }: Props) {
  const place = placeBar(node, window);
  const { span } = node;
  const colour = seriesColour(span.service);
  return (
    <div
      className={clsx(
        "relative min-w-0 flex-1 overflow-hidden",
        matched === false && "saturate-50",
      )}
    >
      {place && (
        <>
          <span
            className={clsx(
              "absolute top-1/2 h-3 min-w-0.5 -translate-y-1/2 border",
              place.cutLeft ? "border-l-0" : "rounded-l-1",
              place.cutRight ? "border-r-0" : "rounded-r-1",
              node.orphan && "border-dashed",
            )}
            style={{
              left: `${place.leftPercent}%`,
              width: `${place.widthPercent}%`,
              borderColor: colour,
              background: `color-mix(in srgb, ${colour} 32%, transparent)`,
            }}
          />
          <PathMarks path={path} window={window} colour={colour} />
          <span
            className={clsx(
              "absolute top-1/2 mx-1 -translate-y-1/2 rounded-1 px-0.5 leading-4 whitespace-nowrap",
              span.error ? "text-critical" : matched === false ? "text-text-3" : "text-text-2",
              labelSide(place) === "within" && "bg-surface",
            )}
            style={labelStyle(place)}
          >
            {nsText(node.endNs - node.startNs)}
            {span.error && " failed"}
          </span>
        </>
      )}
    </div>
  );
}

/** Behind the bar where there is room, else before it, else on its end. */
function labelSide({ leftPercent, widthPercent }: BarPlace): "after" | "before" | "within" {
  if (leftPercent + widthPercent < 80) return "after";
  return leftPercent > 20 ? "before" : "within";
}

function labelStyle(place: BarPlace): CSSProperties {
  const end = place.leftPercent + place.widthPercent;
  switch (labelSide(place)) {
    case "after":
      return { left: `${end}%` };
    case "before":
      return { right: `${100 - place.leftPercent}%` };
    case "within":
      return { right: `${100 - end}%` };
  }
}

type PathProps = { path: readonly Stretch[]; window: TimeWindow; colour: string };

/** The full colour is where the trace waited for this span itself. */
function PathMarks({ path, window, colour }: PathProps) {
  return path.map((stretch) => {
    const place = placeBar(stretch, window);
    return (
      place && (
        <span
          key={stretch.startNs}
          className="absolute top-1/2 h-3 min-w-0.5 -translate-y-1/2"
          style={{
            left: `${place.leftPercent}%`,
            width: `${place.widthPercent}%`,
            background: colour,
          }}
        />
      )
    );
  });
}
