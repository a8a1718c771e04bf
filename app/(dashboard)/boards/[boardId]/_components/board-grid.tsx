"use client";

import { useMemo } from "react";
import { GridLayout, type Layout } from "react-grid-layout";
import { absoluteStrategy } from "react-grid-layout/core";
import { useWidth } from "@/components/charts/use-width.ts";
import { readingOrder } from "@/lib/domain/board-layout.ts";
import { BOARD_COLUMNS, type BoardPanel, type BoardSpec } from "@/lib/domain/boards.ts";
import { placePanels } from "@/lib/view/board-draft.ts";
import { nudge, toLayout, toPlaces } from "./arrange.ts";
import "./board-grid.css";
import { type PanelActions, PanelCard } from "./panel-card.tsx";

const ROW_PX = 36;
const GAP_PX = 16;
/** Narrower than this, panels stand in one column. */
const GRID_FROM_PX = 640;

/** Takes what the library would otherwise add as a style without our nonce; the style itself does nothing here. */
const LIBRARY_STYLE_ID = "react-draggable-style-el";

/** In one column, figures stand below each other and need what they need. */
const columnHeight = ({ chart, h }: BoardPanel) =>
  "visual" in chart && chart.visual === "figure"
    ? { minHeight: heightPx(h) }
    : { height: heightPx(h) };

type Actions = Omit<PanelActions, "onNudge"> & {
  selectedId: string | null;
  onPlaces: (panels: readonly BoardPanel[], what: string) => void;
};

type Props = {
  spec: BoardSpec;
  /** Null: the board is only looked at. */
  actions: Actions | null;
};

const heightPx = (rows: number): number => rows * ROW_PX + (rows - 1) * GAP_PX;

/** The panels where they were put; on narrow screens one below the other. */
export function BoardGrid({ spec, actions }: Props) {
  const { ref, width } = useWidth<HTMLDivElement>();
  const { panels, variables } = spec;
  const layout = useMemo(() => toLayout(panels), [panels]);
  const ordered = useMemo(() => readingOrder(panels), [panels]);
  const place = (next: Layout, what: string) => {
    const placed = placePanels(panels, toPlaces(next));
    if (placed) actions?.onPlaces(placed, what);
  };
  const cardOf = (panel: BoardPanel) => (
    <PanelCard
      panel={panel}
      variables={variables}
      selected={actions?.selectedId === panel.id}
      actions={
        actions && {
          ...actions,
          onNudge: (by) => place(nudge(layout, panel.id, by), `moving ${panel.title}`),
        }
      }
    />
  );
  return (
    <div ref={ref}>
      <span id={LIBRARY_STYLE_ID} hidden />
      {width === 0 ? (
        <div style={{ height: heightPx(6) }} />
      ) : width < GRID_FROM_PX ? (
        <div className="space-y-4">
          {ordered.map((panel) => (
            <div key={panel.id} style={columnHeight(panel)}>
              {cardOf(panel)}
            </div>
          ))}
        </div>
      ) : (
        <GridLayout
          width={width}
          layout={layout}
          gridConfig={{
            cols: BOARD_COLUMNS,
            rowHeight: ROW_PX,
            margin: [GAP_PX, GAP_PX],
            containerPadding: [0, 0],
          }}
          positionStrategy={absoluteStrategy}
          dragConfig={{ enabled: actions !== null, handle: "[data-panel-head]", cancel: "button" }}
          resizeConfig={{ enabled: actions !== null, handles: actions ? ["se"] : [] }}
          onDragStop={(next, _old, item) => place(next, `moving ${titleOf(panels, item?.i)}`)}
          onResizeStop={(next, _old, item) => place(next, `resizing ${titleOf(panels, item?.i)}`)}
        >
          {ordered.map((panel) => (
            <div key={panel.id}>{cardOf(panel)}</div>
          ))}
        </GridLayout>
      )}
    </div>
  );
}

const titleOf = (panels: readonly BoardPanel[], id: string | undefined): string =>
  panels.find((panel) => panel.id === id)?.title || "a panel";
