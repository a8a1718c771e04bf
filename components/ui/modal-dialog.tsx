"use client";

import { X } from "lucide-react";
import { type ReactNode, useEffect, useId, useRef } from "react";
import { Button } from "./button.tsx";

type Props = {
  open: boolean;
  onClose: () => void;
  title: string;
  /** Said under the title. */
  note?: ReactNode;
  children: ReactNode;
};

/** A native dialog: it keeps the focus inside, Escape closes it, and the page behind rests. */
export function ModalDialog({ open, onClose, title, note, children }: Props) {
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const dialog = ref.current;
    if (open && dialog && !dialog.open) dialog.showModal();
    if (!open && dialog?.open) dialog.close();
  }, [open]);
  return (
    <dialog
      ref={ref}
      aria-labelledby={titleId}
      onClose={onClose}
      className="m-auto max-h-[calc(100dvh-32px)] w-[480px] max-w-[calc(100vw-16px)] overflow-auto rounded-3 border border-line bg-surface text-text shadow-float backdrop:bg-bg/70"
    >
      {open && (
        <>
          <div className="flex min-h-12 items-center gap-2 border-b border-line px-4">
            <div className="min-w-0 flex-1 py-2">
              <h2 id={titleId} className="truncate text-15 font-semibold">
                {title}
              </h2>
              {note !== undefined && <div className="text-12 text-text-3">{note}</div>}
            </div>
            <Button kind="bare" square aria-label="Close" onClick={onClose}>
              <X size={16} aria-hidden />
            </Button>
          </div>
          <div className="p-4">{children}</div>
        </>
      )}
    </dialog>
  );
}
