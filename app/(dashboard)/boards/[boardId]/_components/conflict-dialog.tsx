"use client";

import { Button } from "@/components/ui/button.tsx";
import { ModalDialog } from "@/components/ui/modal-dialog.tsx";
import type { Editing } from "./use-draft.ts";

/** Somebody saved the board while it was edited here: says what they changed, and lets one choose. */
export function ConflictDialog({ editing }: { editing: Editing }) {
  const { conflict, discard, saveAnyway } = editing;
  return (
    <ModalDialog open={conflict !== null} onClose={() => {}} title="Somebody else saved this board">
      <div className="space-y-3">
        <p role="alert">{conflict}.</p>
        <p className="text-text-2">
          Saving yours replaces theirs; theirs stays in the list of versions.
        </p>
        <div className="flex justify-end gap-2">
          <Button onClick={discard}>Take theirs</Button>
          <Button kind="main" onClick={saveAnyway}>
            Save mine over it
          </Button>
        </div>
      </div>
    </ModalDialog>
  );
}
