"use client";

import type { ReactNode } from "react";
import { SidePanel } from "@/components/ui/side-panel.tsx";

type Key = { service: string; namespace: string; environment: string };

type Props = {
  title: string;
  /** Whose it is, said under the title. */
  of: Key;
  onClose: () => void;
  children: ReactNode;
};

/** A concern's thing at the side of its page. */
export function ConcernPanel({ title, of, onClose, children }: Props) {
  const note = [of.service, of.namespace, of.environment].filter(Boolean).join(", ");
  return (
    <SidePanel open onClose={onClose} title={title} note={note}>
      <div className="space-y-4 p-4 text-13">{children}</div>
    </SidePanel>
  );
}

/** A part of a panel under its heading. */
export function PanelSection({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="space-y-1">
      <h3 className="font-semibold">{title}</h3>
      {children}
    </section>
  );
}
