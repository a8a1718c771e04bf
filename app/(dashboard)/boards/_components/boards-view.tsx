"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { usePreferences } from "@/components/frame/preferences.tsx";
import { useHref } from "@/components/frame/use-bar.ts";
import { Button } from "@/components/ui/button.tsx";
import { Card } from "@/components/ui/card.tsx";
import { type Column, DataTable } from "@/components/ui/data-table.tsx";
import { FilterField } from "@/components/ui/filter-field.tsx";
import { QueryError } from "@/components/ui/query-error.tsx";
import { EmptyState, RowsSkeleton } from "@/components/ui/states.tsx";
import { boardsQuery } from "@/lib/client/boards.ts";
import type { BoardSummary } from "@/lib/contract/boards.ts";
import { formatTime } from "@/lib/view/time-format.ts";
import { ImportDialog } from "./import-dialog.tsx";
import { NewBoardDialog } from "./new-board-dialog.tsx";

type Dialog = "new" | "import" | null;

/** The list of boards, and the ways to a new one. */
export function BoardsView() {
  const [dialog, setDialog] = useState<Dialog>(null);
  return (
    <>
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div>
          <h1 className="text-18 font-medium">Boards</h1>
          <p className="text-text-2">Charts that belong together, pinned from any page.</p>
        </div>
        <div className="flex gap-2">
          <Button onClick={() => setDialog("import")}>Import</Button>
          <Button kind="main" onClick={() => setDialog("new")}>
            New board
          </Button>
        </div>
      </div>
      <Card>
        <BoardRows onNew={() => setDialog("new")} />
      </Card>
      <NewBoardDialog open={dialog === "new"} onClose={() => setDialog(null)} />
      <ImportDialog open={dialog === "import"} onClose={() => setDialog(null)} />
    </>
  );
}

function BoardRows({ onNew }: { onNew: () => void }) {
  const router = useRouter();
  const hrefOf = useHref();
  const { zone } = usePreferences();
  const [text, setText] = useState("");
  const answer = useQuery(boardsQuery());
  const boards = answer.data?.boards;
  if (answer.error && !boards) {
    return (
      <QueryError
        error={answer.error}
        missing="The list of boards is missing; every other page works."
        onRetry={() => void answer.refetch()}
      />
    );
  }
  if (!boards) return <RowsSkeleton rows={4} />;
  if (boards.length === 0) {
    return (
      <EmptyState title="No board yet">
        <p>
          A board holds the charts that you look at together. Pin one from the menu of any chart, or
          begin with an empty board or a Grafana dashboard.
        </p>
        <Button className="mt-3" onClick={onNew}>
          New board
        </Button>
      </EmptyState>
    );
  }
  const shown = boards.filter(({ name }) => name.toLowerCase().includes(text.toLowerCase()));
  const open = (board: BoardSummary) => router.push(hrefOf(`/boards/${board.id}`));
  return (
    <>
      <div className="flex min-h-10 items-center justify-between gap-2 border-b border-line px-4 text-12 text-text-3">
        <span>
          {shown.length < boards.length ? `${shown.length} of ${boards.length}` : boards.length}
        </span>
        <FilterField value={text} onChange={setText} label="Filter boards" />
      </div>
      {shown.length === 0 ? (
        <EmptyState title="No board is called that">Remove a letter or two.</EmptyState>
      ) : (
        <DataTable
          label="Boards"
          rows={shown}
          columns={columnsOf(zone)}
          rowId={({ id }) => id}
          sortParam="sort"
          onOpen={open}
          hrefOf={(board) => hrefOf(`/boards/${board.id}`)}
          compact={(board) => <CompactRow board={board} zone={zone} />}
        />
      )}
    </>
  );
}

const whoSees = ({ visibility, mine, ownerName }: BoardSummary): string => {
  if (visibility === "owner") return "only me";
  return mine ? "everybody, mine" : `everybody, made by ${ownerName}`;
};

const savedText = ({ updatedAt, updatedBy }: BoardSummary, zone: string): string =>
  `${formatTime(Date.parse(updatedAt), zone, "full")} by ${updatedBy}`;

const columnsOf = (zone: string): Column<BoardSummary>[] => [
  {
    id: "name",
    header: "Board",
    sortBy: ({ name }) => name,
    cell: ({ name }) => <span className="font-medium">{name}</span>,
  },
  {
    id: "panels",
    header: "Panels",
    align: "right",
    sortBy: ({ panelCount }) => panelCount,
    cell: ({ panelCount }) => panelCount,
  },
  { id: "visibility", header: "Who sees it", cell: whoSees, sortBy: whoSees },
  {
    id: "saved",
    header: "Last saved",
    sortBy: ({ updatedAt }) => updatedAt,
    cell: (board) => <span className="text-text-2">{savedText(board, zone)}</span>,
  },
];

function CompactRow({ board, zone }: { board: BoardSummary; zone: string }) {
  return (
    <>
      <span className="flex justify-between gap-2">
        <span className="truncate font-medium">{board.name}</span>
        <span className="shrink-0 text-text-2">
          {board.panelCount} {board.panelCount === 1 ? "panel" : "panels"}
        </span>
      </span>
      <span className="block truncate text-12 text-text-3">{savedText(board, zone)}</span>
    </>
  );
}
