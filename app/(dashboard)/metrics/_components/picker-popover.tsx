"use client";

import { Plus, X } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Popover } from "@/components/ui/popover.tsx";

type Props = {
  /** What the button says. */
  label: string;
  /** What the panel is called. */
  title: string;
  /** The panel; `close` ends the choice. */
  children: (close: () => void) => ReactNode;
};

/** A button with a plus that opens a panel in which something is chosen. */
export function AddButton({ label, title, children }: Props) {
  const [open, setOpen] = useState(false);
  return (
    <Popover
      label={title}
      open={open}
      onOpenChange={setOpen}
      className="w-80 p-2"
      trigger={
        <Button kind="bare" className="px-1.5" aria-label={title}>
          <Plus size={13} aria-hidden />
          {label}
        </Button>
      }
    >
      {children(() => setOpen(false))}
    </Popover>
  );
}

/** Something chosen, with a way to take it back. */
export function Chip({ label, onRemove }: { label: string; onRemove: () => void }) {
  return (
    <span className="control inline-flex max-w-full items-center rounded-2 border border-line bg-surface-2 pl-2.5 text-12 font-medium">
      <span className="truncate" title={label}>
        {label}
      </span>
      <button
        type="button"
        aria-label={`Remove ${label}`}
        onClick={onRemove}
        className="grid size-7 shrink-0 place-items-center text-text-3 hover:text-text max-tablet:size-11"
      >
        <X size={12} aria-hidden />
      </button>
    </span>
  );
}
