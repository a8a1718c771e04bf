"use client";

import { parseAsString, useQueryState } from "nuqs";
import { useState } from "react";
import { Card } from "@/components/ui/card.tsx";
import { EmptyState } from "@/components/ui/states.tsx";
import type { BoardResponse } from "@/lib/contract/boards.ts";
import { addPanel } from "@/lib/domain/board-layout.ts";
import type { BoardPanel } from "@/lib/domain/boards.ts";
import type { ChartSpec } from "@/lib/domain/chart-spec.ts";
import { changePanel, duplicatePanel } from "@/lib/view/board-draft.ts";
import { BoardGrid } from "./board-grid.tsx";
import { BoardHeading } from "./board-heading.tsx";
import { ConflictDialog } from "./conflict-dialog.tsx";
import { DraftBar } from "./draft-bar.tsx";
import { PanelEditor } from "./panel-editor.tsx";
import { useDraft } from "./use-draft.ts";
import { VersionsPanel } from "./versions-panel.tsx";

/** A board that is known. Its draft, while there is one, is what is shown. */
export function OpenBoard({ board }: { board: BoardResponse }) {
  const editing = useDraft(board);
  const { draft, change } = editing;
  const [panelId, setPanelId] = useQueryState("panel", parseAsString);
  const [showsVersions, setShowsVersions] = useState(false);
  const spec = draft?.spec ?? board.spec;
  const { panels } = spec;
  const edited = draft ? panels.find(({ id }) => id === panelId) : undefined;

  const add = (chart: ChartSpec, title: string) => {
    const next = addPanel(panels, { title, chart });
    change(next, `adding ${title || "a text"}`);
    void setPanelId(next.at(-1)?.id ?? null);
  };
  const remove = ({ id, title }: BoardPanel) => {
    change(
      panels.filter((panel) => panel.id !== id),
      `removing ${title || "a panel"}`,
    );
    if (id === panelId) void setPanelId(null);
  };
  return (
    <>
      <BoardHeading
        board={board}
        editing={editing}
        onVersions={() => setShowsVersions(true)}
        onAdd={add}
      />
      {draft && <DraftBar editing={editing} />}
      {panels.length === 0 ? (
        <Card>
          <EmptyState title="This board is empty">
            {draft
              ? "Add a panel above."
              : "Pin a chart to it from the menu of any chart, or press Edit and add a panel."}
          </EmptyState>
        </Card>
      ) : (
        <BoardGrid
          spec={spec}
          actions={
            draft && {
              selectedId: panelId,
              onPlaces: change,
              onEdit: ({ id }) => void setPanelId(id),
              onDuplicate: ({ id, title }) =>
                change(duplicatePanel(panels, id), `duplicating ${title}`),
              onRemove: remove,
            }
          }
        />
      )}
      {edited && (
        <PanelEditor
          key={edited.id}
          panel={edited}
          onChange={(now) =>
            change(changePanel(panels, now.id, now), `changing ${edited.title}`, now.id)
          }
          onClose={() => void setPanelId(null)}
        />
      )}
      <VersionsPanel
        board={board}
        open={showsVersions}
        onClose={() => setShowsVersions(false)}
        canRestore={draft === null}
      />
      <ConflictDialog editing={editing} />
    </>
  );
}
