"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useZone } from "@/components/frame/preferences.tsx";
import { Button } from "@/components/ui/button.tsx";
import { QueryError } from "@/components/ui/query-error.tsx";
import { SidePanel } from "@/components/ui/side-panel.tsx";
import { RowsSkeleton } from "@/components/ui/states.tsx";
import { boardVersionsQuery, restoreBoard } from "@/lib/client/boards.ts";
import type { BoardResponse, BoardVersionsResponse } from "@/lib/contract/boards.ts";
import { formatTime } from "@/lib/view/time-format.ts";

type Props = {
  board: BoardResponse;
  open: boolean;
  onClose: () => void;
  /** Not while somebody edits: the draft would be made from another version. */
  canRestore: boolean;
};

/** Every save of the board with what it changed; any of them can become the newest. */
export function VersionsPanel({ board, open, onClose, canRestore }: Props) {
  return (
    <SidePanel open={open} onClose={onClose} title="Versions" note={board.name}>
      <Versions board={board} canRestore={canRestore} />
    </SidePanel>
  );
}

function Versions({ board, canRestore }: Pick<Props, "board" | "canRestore">) {
  const client = useQueryClient();
  const zone = useZone();
  const answer = useQuery(boardVersionsQuery(board.id));
  const restore = useMutation({
    mutationFn: (version: number) => restoreBoard(board.id, version),
    onSuccess: (saved) => {
      client.setQueryData(["boards", board.id], saved);
      void client.invalidateQueries({ queryKey: ["boards"] });
    },
  });
  if (answer.error && !answer.data) {
    return (
      <QueryError
        error={answer.error}
        missing="The versions are missing; the board itself is here."
        onRetry={() => void answer.refetch()}
      />
    );
  }
  if (!answer.data) return <RowsSkeleton rows={3} />;
  return (
    <>
      {restore.error && (
        <p role="alert" className="px-4 py-2 text-12 text-critical">
          {restore.error.message}
        </p>
      )}
      <ol aria-label="Versions">
        {answer.data.versions.map((version) => (
          <li key={version.version} className="border-b border-line px-4 py-2.5">
            <div className="flex items-center justify-between gap-2">
              <span className="font-medium">Version {version.version}</span>
              {version.version === board.version ? (
                <span className="text-12 text-text-3">shown now</span>
              ) : (
                <Button
                  aria-label={`Restore version ${version.version}`}
                  disabled={!canRestore || restore.isPending}
                  onClick={() => restore.mutate(version.version)}
                >
                  Restore
                </Button>
              )}
            </div>
            <p className="text-12 text-text-3">
              {formatTime(Date.parse(version.savedAt), zone, "full")} by {version.savedBy}
            </p>
            <p className="mt-1 text-12 text-text-2">{whatChanged(version)}</p>
          </li>
        ))}
      </ol>
    </>
  );
}

type Version = BoardVersionsResponse["versions"][number];

function whatChanged({ version, changes, panelCount }: Version): string {
  if (version === 1) return `made with ${panelCount} ${panelCount === 1 ? "panel" : "panels"}`;
  return changes.length > 0 ? changes.join(", ") : "nothing on the board changed";
}
