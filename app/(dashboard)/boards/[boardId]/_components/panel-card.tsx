"use client";

import clsx from "clsx";
import { Copy, GripVertical, MoreHorizontal, Pencil, Trash2 } from "lucide-react";
import { type KeyboardEvent, useMemo } from "react";
import { PanelContent } from "@/components/boards/panel-content.tsx";
import { useBar } from "@/components/frame/use-bar.ts";
import { Button } from "@/components/ui/button.tsx";
import { Menu, MenuItem, MenuSeparator } from "@/components/ui/menu.tsx";
import type { BoardPanel, BoardVariable } from "@/lib/domain/boards.ts";
import { narrowChart } from "@/lib/view/panel-scope.ts";
import type { Nudge } from "./arrange.ts";

/** What can be done to a panel while its board is edited. */
export type PanelActions = {
  onEdit: (panel: BoardPanel) => void;
  onDuplicate: (panel: BoardPanel) => void;
  onRemove: (panel: BoardPanel) => void;
  onNudge: (by: Nudge) => void;
};

type Props = {
  panel: BoardPanel;
  variables: readonly BoardVariable[];
  selected: boolean;
  actions: PanelActions | null;
};

/** One panel: its title, its chart over the bar's range, and while the board is edited, its handle and menu. */
export function PanelCard({ panel, variables, selected, actions }: Props) {
  const { bar } = useBar();
  const { service, namespace, environment } = bar;
  const chart = useMemo(
    () => narrowChart(panel.chart, { variables, chosen: { service, namespace, environment } }),
    [panel.chart, variables, service, namespace, environment],
  );
  const hasHead = panel.title !== "" || actions !== null;
  return (
    <section
      aria-label={panel.title || "Text"}
      className={clsx(
        "flex h-full flex-col overflow-hidden rounded-3 border bg-surface",
        selected ? "border-accent" : "border-line",
      )}
    >
      {hasHead && (
        <div
          data-panel-head
          className={clsx(
            "flex min-h-9 items-center gap-1 pr-1 pl-3",
            actions && "cursor-move touch-none border-b border-line bg-surface-2 pl-1",
          )}
        >
          {actions && <Handle title={panel.title} onNudge={actions.onNudge} />}
          <h2 className="min-w-0 flex-1 truncate text-13 font-semibold">{panel.title}</h2>
          {actions && <PanelMenu panel={panel} actions={actions} />}
        </div>
      )}
      <div className="min-h-0 flex-1">
        <PanelContent chart={chart} title={panel.title || "Panel"} range={bar} />
      </div>
    </section>
  );
}

const ARROWS: Record<string, { columns: number; rows: number }> = {
  ArrowLeft: { columns: -1, rows: 0 },
  ArrowRight: { columns: 1, rows: 0 },
  ArrowUp: { columns: 0, rows: -1 },
  ArrowDown: { columns: 0, rows: 1 },
};

/** Moves and resizes by keys what the pointer drags. */
function Handle({ title, onNudge }: { title: string; onNudge: (by: Nudge) => void }) {
  const onKeyDown = (event: KeyboardEvent) => {
    const by = ARROWS[event.key];
    if (!by) return;
    event.preventDefault();
    onNudge({ ...by, kind: event.shiftKey ? "resize" : "move" });
  };
  return (
    <span
      role="application"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys move and resize here
      tabIndex={0}
      aria-label={`Move ${title || "panel"}: arrows move, Shift and arrows resize`}
      onKeyDown={onKeyDown}
      className="grid size-7 shrink-0 place-items-center rounded-2 text-text-3"
    >
      <GripVertical size={14} aria-hidden />
    </span>
  );
}

function PanelMenu({ panel, actions }: { panel: BoardPanel; actions: PanelActions }) {
  return (
    <Menu
      trigger={
        <Button kind="bare" square aria-label={`${panel.title || "Text"}: edit, duplicate, remove`}>
          <MoreHorizontal size={14} aria-hidden />
        </Button>
      }
    >
      <MenuItem icon={<Pencil size={14} aria-hidden />} onSelect={() => actions.onEdit(panel)}>
        Edit
      </MenuItem>
      <MenuItem icon={<Copy size={14} aria-hidden />} onSelect={() => actions.onDuplicate(panel)}>
        Duplicate
      </MenuItem>
      <MenuSeparator />
      <MenuItem icon={<Trash2 size={14} aria-hidden />} onSelect={() => actions.onRemove(panel)}>
        Remove
      </MenuItem>
    </Menu>
  );
}
