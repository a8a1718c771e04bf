"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { VisibilityField } from "@/components/boards/visibility-field.tsx";
import { useHref } from "@/components/frame/use-bar.ts";
import { Button } from "@/components/ui/button.tsx";
import { TextArea } from "@/components/ui/form-field.tsx";
import { ModalDialog } from "@/components/ui/modal-dialog.tsx";
import { importBoard } from "@/lib/client/boards.ts";
import type { BoardImportResponse } from "@/lib/contract/boards.ts";
import type { Visibility } from "@/lib/domain/ownership.ts";
import { readBoardText } from "@/lib/view/board-text.ts";

type Props = { open: boolean; onClose: () => void };

/** Makes a board of a file: one that was exported here, or a Grafana dashboard. */
export function ImportDialog({ open, onClose }: Props) {
  return (
    <ModalDialog
      open={open}
      onClose={onClose}
      title="Import a board"
      note="A board exported from Headroom, or the JSON of a Grafana dashboard"
    >
      <ImportForm onClose={onClose} />
    </ModalDialog>
  );
}

function ImportForm({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const [text, setText] = useState("");
  const [visibility, setVisibility] = useState<Visibility>("all");
  const file = readBoardText(text);
  const load = useMutation({
    mutationFn: importBoard,
    onSuccess: () => client.invalidateQueries({ queryKey: ["boards"] }),
  });
  if (load.data) return <Imported board={load.data} onClose={onClose} />;
  const problem = load.error?.message ?? (file.kind === "unreadable" ? file.problem : null);
  return (
    <div className="space-y-3">
      <label className="control flex items-center gap-2 text-12 text-text-2">
        <span>File</span>
        <input
          type="file"
          accept="application/json,.json"
          onChange={(event) => void event.target.files?.[0]?.text().then(setText)}
        />
      </label>
      <TextArea
        label="Or its text"
        rows={8}
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.target.value)}
        className="font-mono text-12"
      />
      <VisibilityField value={visibility} onChange={setVisibility} />
      {problem && (
        <p role="alert" className="text-12 text-critical">
          {problem}
        </p>
      )}
      <div className="flex items-center justify-end gap-2">
        {file.kind === "board" && (
          <span className="mr-auto text-12 text-text-2">
            {file.format === "grafana" ? "A Grafana dashboard" : "A board of Headroom"}
          </span>
        )}
        <Button onClick={onClose}>Cancel</Button>
        <Button
          kind="main"
          disabled={file.kind !== "board" || load.isPending}
          onClick={() => {
            if (file.kind === "board") load.mutate({ ...file, visibility });
          }}
        >
          Import
        </Button>
      </div>
    </div>
  );
}

/** What became of the file: the board, and everything that it could not take over. */
function Imported({ board, onClose }: { board: BoardImportResponse; onClose: () => void }) {
  const hrefOf = useHref();
  const { left, spec } = board;
  return (
    <div className="space-y-3">
      <p role="status">
        <strong className="font-semibold">{board.name}</strong> has {spec.panels.length}{" "}
        {spec.panels.length === 1 ? "panel" : "panels"}.{" "}
        {left.length === 0 ? "Everything was taken over." : "What was left:"}
      </p>
      {left.length > 0 && (
        <ul aria-label="What was left" className="max-h-72 space-y-2 overflow-auto text-12">
          {left.map(({ panel, reason }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a list that never changes
            <li key={index}>
              <span className="font-medium">{panel}</span>
              <span className="block text-text-2">{reason}</span>
            </li>
          ))}
        </ul>
      )}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Close</Button>
        <Button kind="main" asChild>
          <Link href={hrefOf(`/boards/${board.id}`)}>Open the board</Link>
        </Button>
      </div>
    </div>
  );
}
