"use client";

import { BookmarkPlus } from "lucide-react";
import { useMemo, useState } from "react";
import { useOfferActions } from "@/components/frame/page-actions.tsx";
import type { Entry } from "@/components/frame/palette-entry.ts";
import { Button } from "@/components/ui/button.tsx";
import { MarkerDialog } from "./marker-dialog.tsx";

/** Opens the dialog that marks what happened; the palette offers it too. */
export function MarkButton() {
  const [open, setOpen] = useState(false);
  const actions = useMemo(
    (): Entry[] => [
      {
        id: "action mark",
        group: "This page",
        title: "Mark what happened",
        note: "deployment, incident, note",
        words: "marker annotation",
        icon: BookmarkPlus,
        run: () => setOpen(true),
      },
    ],
    [],
  );
  useOfferActions(actions);
  return (
    <>
      <Button kind="bare" className="px-1.5" onClick={() => setOpen(true)}>
        <BookmarkPlus size={13} aria-hidden />
        Mark
      </Button>
      <MarkerDialog open={open} onClose={() => setOpen(false)} />
    </>
  );
}
