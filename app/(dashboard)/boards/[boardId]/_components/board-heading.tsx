"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Download, History, MoreHorizontal, Plus, Trash2 } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useZone } from "@/components/frame/preferences.tsx";
import { useHref } from "@/components/frame/use-bar.ts";
import { Button } from "@/components/ui/button.tsx";
import { Menu, MenuItem, MenuSeparator } from "@/components/ui/menu.tsx";
import { ModalDialog } from "@/components/ui/modal-dialog.tsx";
import { boardExportPath, deleteBoard } from "@/lib/client/boards.ts";
import type { BoardResponse } from "@/lib/contract/boards.ts";
import type { ChartSpec } from "@/lib/domain/chart-spec.ts";
import { NEW_CHARTS } from "@/lib/view/new-charts.ts";
import { formatTime } from "@/lib/view/time-format.ts";
import { BoardVariables } from "./board-variables.tsx";
import type { Editing } from "./use-draft.ts";

type Props = {
  board: BoardResponse;
  editing: Editing;
  onVersions: () => void;
  onAdd: (chart: ChartSpec, title: string) => void;
};

/** What the board is called, who saved it, what it is narrowed to, and what can be done with it. */
export function BoardHeading({ board, editing, onVersions, onAdd }: Props) {
  const hrefOf = useHref();
  const zone = useZone();
  const { draft } = editing;
  const saved = `${formatTime(Date.parse(board.updatedAt), zone, "full")} by ${board.updatedBy}`;
  return (
    <div className="flex flex-wrap items-start justify-between gap-3">
      <div className="min-w-0">
        <p className="text-12 text-text-3">
          <Link href={hrefOf("/boards")} className="hover:text-text hover:underline">
            Boards
          </Link>{" "}
          / {board.visibility === "owner" ? "only me" : "everybody"}, saved {saved}
        </p>
        <h1 className="truncate text-18 font-medium">{draft?.name ?? board.name}</h1>
        <BoardVariables variables={draft?.spec.variables ?? board.spec.variables} />
      </div>
      <div className="flex flex-wrap gap-2">
        {draft ? (
          <>
            <AddMenu onAdd={onAdd} />
            <Button onClick={editing.discard}>Discard</Button>
            <Button kind="main" onClick={editing.save} disabled={editing.isSaving}>
              Save
            </Button>
          </>
        ) : (
          <>
            <Button onClick={editing.begin}>Edit</Button>
            <MoreMenu board={board} onVersions={onVersions} />
          </>
        )}
      </div>
    </div>
  );
}

function AddMenu({ onAdd }: Pick<Props, "onAdd">) {
  return (
    <Menu
      trigger={
        <Button>
          <Plus size={14} aria-hidden />
          Add a panel
        </Button>
      }
    >
      {NEW_CHARTS.map(({ label, title, chart }) => (
        <MenuItem key={label} onSelect={() => onAdd(chart, title)}>
          {label}
        </MenuItem>
      ))}
    </Menu>
  );
}

function MoreMenu({ board, onVersions }: Pick<Props, "board" | "onVersions">) {
  const [asks, setAsks] = useState(false);
  const client = useQueryClient();
  const router = useRouter();
  const hrefOf = useHref();
  const remove = useMutation({
    mutationFn: () => deleteBoard(board.id),
    onSuccess: () => {
      client.removeQueries({ queryKey: ["boards", board.id] });
      void client.invalidateQueries({ queryKey: ["boards"], exact: true });
      router.push(hrefOf("/boards"));
    },
  });
  return (
    <>
      <Menu
        trigger={
          <Button square aria-label="More">
            <MoreHorizontal size={14} aria-hidden />
          </Button>
        }
      >
        <MenuItem icon={<History size={14} aria-hidden />} onSelect={onVersions}>
          Versions
        </MenuItem>
        <MenuItem
          icon={<Download size={14} aria-hidden />}
          onSelect={() => window.location.assign(boardExportPath(board.id))}
        >
          Export as JSON
        </MenuItem>
        <MenuSeparator />
        <MenuItem icon={<Trash2 size={14} aria-hidden />} onSelect={() => setAsks(true)}>
          Delete
        </MenuItem>
      </Menu>
      <ModalDialog
        open={asks}
        onClose={() => setAsks(false)}
        title={`Delete ${board.name}?`}
        note="With all its versions, for everybody. Export it first to keep it."
      >
        {remove.error && (
          <p role="alert" className="mb-3 text-12 text-critical">
            {remove.error.message}
          </p>
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={() => setAsks(false)}>Keep it</Button>
          <Button kind="main" disabled={remove.isPending} onClick={() => remove.mutate()}>
            Delete
          </Button>
        </div>
      </ModalDialog>
    </>
  );
}
