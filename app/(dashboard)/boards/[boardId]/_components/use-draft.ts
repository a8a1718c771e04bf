"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { fetchBoard, saveBoard } from "@/lib/client/boards.ts";
import { ApiError } from "@/lib/client/query-client.ts";
import type { BoardResponse } from "@/lib/contract/boards.ts";
import type { BoardPanel } from "@/lib/domain/boards.ts";
import { type BoardDraft, undone, withPanels } from "@/lib/view/board-draft.ts";

/** A board's editing: its draft, and what can be done with it. */
export type Editing = {
  /** Null: nobody edits here. */
  draft: BoardDraft | null;
  begin: () => void;
  /** Forgets the draft. */
  discard: () => void;
  /** Replaces the panels; `what` names the change for undo, `typing` the field whose letters are undone together. */
  change: (panels: readonly BoardPanel[], what: string, typing?: string) => void;
  /** Replaces name, visibility or variables. */
  amend: (change: Partial<Omit<BoardDraft, "past">>) => void;
  undo: () => void;
  save: () => void;
  isSaving: boolean;
  /** Why the last save failed; a conflict is told apart. */
  problem: string | null;
  conflict: string | null;
  /** Saves the draft over what others saved meanwhile. */
  saveAnyway: () => void;
};

/** Keeps a draft of the board from `begin` until it is saved or discarded. */
export function useDraft(board: BoardResponse): Editing {
  const client = useQueryClient();
  const [draft, setDraft] = useState<BoardDraft | null>(null);
  const [base, setBase] = useState(board.version);
  const saving = useMutation({
    mutationFn: ({ version, name, visibility, spec }: BoardDraft & { version: number }) =>
      saveBoard(board.id, { version, name, visibility, spec }),
    onSuccess: (saved) => {
      client.setQueryData(["boards", board.id], saved);
      void client.invalidateQueries({ queryKey: ["boards"] });
      setDraft(null);
    },
  });
  const isDirty = draft !== null && draft.past.length > 0;
  useEffect(() => {
    if (!isDirty) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [isDirty]);

  const error = saving.error;
  const isConflict = error instanceof ApiError && error.status === 409;
  return {
    draft,
    begin: () => {
      const { name, visibility, spec, version } = board;
      setBase(version);
      setDraft({ name, visibility, spec, past: [] });
      saving.reset();
    },
    discard: () => {
      setDraft(null);
      saving.reset();
      void client.invalidateQueries({ queryKey: ["boards", board.id] });
    },
    change: (panels, what, typing) =>
      setDraft((current) =>
        current ? withPanels(current, panels, { change: what, typing: typing ?? null }) : current,
      ),
    amend: (change) => setDraft((current) => (current ? { ...current, ...change } : current)),
    undo: () => setDraft((current) => (current ? undone(current) : current)),
    save: () => {
      if (draft) saving.mutate({ ...draft, version: base });
    },
    isSaving: saving.isPending,
    problem: error && !isConflict ? error.message : null,
    conflict: isConflict ? error.message : null,
    saveAnyway: () => {
      if (!draft) return;
      void fetchBoard(board.id).then(
        ({ version }) => {
          setBase(version);
          saving.mutate({ ...draft, version });
        },
        () => saving.mutate({ ...draft, version: base }),
      );
    },
  };
}
