"use client";

import { X } from "lucide-react";
import { Dialog } from "radix-ui";
import { type ReactNode, useRef } from "react";
import { Button } from "./button.tsx";

type Props = {
  open: boolean;
  onClose: () => void;
  title: string;
  /** Said under the title, such as the environment. */
  note?: ReactNode;
  children: ReactNode;
};

/**
 * A row's detail at the side: the page beside it stays usable; Escape closes it and gives the focus back.
 * It covers the whole width at 390 px. Whether it is open belongs in the URL.
 */
export function SidePanel({ open, onClose, title, note, children }: Props) {
  const opener = useRef<HTMLElement | null>(null);
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && onClose()} modal={false}>
      <Dialog.Portal>
        <Dialog.Content
          aria-describedby={undefined}
          onInteractOutside={(event) => event.preventDefault()}
          onOpenAutoFocus={() => {
            opener.current = openerOf();
          }}
          onCloseAutoFocus={(event) => {
            if (!opener.current?.isConnected) return;
            event.preventDefault();
            opener.current.focus();
          }}
          className="fixed inset-y-0 right-0 z-40 flex w-full flex-col border-l border-line bg-surface shadow-float focus:outline-none tablet:w-[400px]"
        >
          <div className="flex min-h-12 items-center gap-2 border-b border-line px-4">
            <div className="min-w-0 flex-1 py-2">
              <Dialog.Title className="truncate text-15 font-semibold">{title}</Dialog.Title>
              {note !== undefined && <div className="truncate text-12 text-text-3">{note}</div>}
            </div>
            <Dialog.Close asChild>
              <Button kind="bare" square aria-label="Close">
                <X size={16} aria-hidden />
              </Button>
            </Dialog.Close>
          </div>
          <div className="min-h-0 flex-1 overflow-auto">{children}</div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** What has the focus, else the row that is shown: a click beside its button leaves the focus with nothing. */
function openerOf(): HTMLElement | null {
  const active = document.activeElement;
  if (active instanceof HTMLElement && active !== document.body) return active;
  return document.querySelector<HTMLElement>('[aria-current="true"] [data-row]');
}
