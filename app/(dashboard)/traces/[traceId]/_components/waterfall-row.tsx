"use client";

import clsx from "clsx";
import { ChevronDown, ChevronRight } from "lucide-react";
import { memo } from "react";
import { StatusIcon } from "@/components/ui/status-icon.tsx";
import { formatCount } from "@/lib/view/format.ts";
import { seriesColour } from "@/lib/view/series-colour.ts";
import { nsText } from "@/lib/view/waterfall.ts";
import type { Fold } from "@/lib/view/waterfall-folds.ts";
import { markText, type NPlusOneMark } from "@/lib/view/waterfall-n-plus-one.ts";
import type { TimeWindow } from "@/lib/view/waterfall-ruler.ts";
import { spanTitle } from "@/lib/view/waterfall-title.ts";
import type { SpanNode } from "@/lib/view/waterfall-tree.ts";
import { type Stretch, TimeCell } from "./waterfall-time-cell.tsx";

const INDENT_PX = 14;
/** Deeper rows are not indented further: their names would have no room. */
const DEEPEST_INDENT = 16;

type Props = {
  node: SpanNode;
  id: string;
  heightPx: number;
  collapsed: boolean;
  /** The similar spans that the row stands for; null: only its own. */
  fold: Fold | null;
  /** The row is the first of similar spans that can be folded again; null: it is not. */
  openFold: Fold | null;
  selected: boolean;
  /** Null: nothing is searched for. */
  matched: boolean | null;
  path: readonly Stretch[];
  /** The N+1 that the span is part of; null: of none. */
  mark: NPlusOneMark | null;
  window: TimeWindow;
  onSelect: (key: string) => void;
  onToggle: (key: string) => void;
  onToggleFold: (fold: Fold) => void;
};

/** One span: its name at the left, its time at the right. */
export const WaterfallRow = memo(function WaterfallRow(props: Props) {
  const { node, id, heightPx, fold, selected, path, mark, onSelect } = props;
  const label = fold ? foldLabel(fold) : rowLabel(node, path.length > 0);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree moves the selection by keys
    // biome-ignore lint/a11y/useFocusableInteractive: the focus stays on the tree
    <div
      id={id}
      role="treeitem"
      aria-level={node.depth + 1}
      aria-expanded={isExpanded(props)}
      aria-selected={selected}
      aria-label={mark ? `${label}, part of an N+1: ${markText(mark)}` : label}
      onClick={() => onSelect(node.key)}
      className={clsx(
        "flex cursor-pointer items-stretch border-b border-grid text-12",
        selected ? "bg-accent-soft shadow-[inset_2px_0_0_var(--accent)]" : "hover:bg-surface-2",
        mark && !selected && "shadow-[inset_2px_0_0_var(--warning)]",
      )}
      style={{ height: heightPx }}
    >
      <NameCell {...props} />
      <TimeCell {...props} />
    </div>
  );
});

function isExpanded({ node, fold, collapsed }: Props): boolean | undefined {
  if (fold) return false;
  return node.children.length > 0 ? !collapsed : undefined;
}

const foldLabel = ({ nodes, title, togetherNs }: Fold): string =>
  `${nodes.length} × ${nodes[0]?.span.service ?? ""} ${title}, ${nsText(togetherNs)} together, folded`;

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

function NameCell(props: Props) {
  const { node, collapsed, fold, matched, onToggle, onToggleFold } = props;
  const { span } = node;
  const Chevron = collapsed || fold ? ChevronRight : ChevronDown;
  const toggles = fold !== null || node.children.length > 0;
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
          if (!toggles) return;
          event.stopPropagation();
          if (fold) onToggleFold(fold);
          else onToggle(node.key);
        }}
      >
        {toggles && <Chevron size={14} aria-hidden />}
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
          {fold && <span className="mr-1 font-semibold">{formatCount(fold.nodes.length)} ×</span>}
          {spanTitle(span)}
        </span>
        <span className="ml-1.5 text-text-3">{span.service}</span>
      </span>
      <Mark {...props} />
      <FoldAgain {...props} />
      {collapsed && !fold && (
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

/** On each query of an N+1 a sign; on the first, or on the row that stands for all, what they cost. */
function Mark({ node, fold, mark }: Props) {
  if (!mark) return null;
  return (
    <span
      className="ml-auto flex shrink-0 items-center gap-1 rounded-1 bg-warning-soft px-1 text-11 font-semibold text-warning"
      title={`Part of an N+1: ${markText(mark)}`}
    >
      N+1
      {(fold || mark.first === node.key) && (
        <span className="font-normal text-text max-tablet:hidden">{markText(mark)}</span>
      )}
    </span>
  );
}

/** On the first of opened similar spans: one row again. By keyboard "collapse all" does it. */
function FoldAgain({ openFold, onToggleFold }: Props) {
  if (!openFold) return null;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the toolbar's "Collapse all" does the same
    // biome-ignore lint/a11y/useKeyWithClickEvents: the toolbar's "Collapse all" does the same
    <span
      className="ml-auto shrink-0 rounded-1 bg-surface-3 px-1 text-11 text-text-2 hover:text-text"
      title="Fold similar spans into one row"
      onClick={(event) => {
        event.stopPropagation();
        onToggleFold(openFold);
      }}
    >
      fold {formatCount(openFold.nodes.length)}
    </span>
  );
}
