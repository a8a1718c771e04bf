"use client";

import { Tabs as Parts } from "radix-ui";
import type { ReactNode } from "react";

export type Tab = { id: string; label: string };

type Props = {
  tabs: readonly Tab[];
  value: string;
  onChange: (id: string) => void;
  label: string;
  /** One `TabPanel` per tab. */
  children: ReactNode;
};

/** Tabs in the head of a card. */
export function Tabs({ tabs, value, onChange, label, children }: Props) {
  return (
    <Parts.Root value={value} onValueChange={onChange}>
      <Parts.List
        aria-label={label}
        className="flex min-h-10 overflow-x-auto border-b border-line px-2"
      >
        {tabs.map((tab) => (
          <Parts.Trigger
            key={tab.id}
            value={tab.id}
            className="control -mb-px border-b-2 border-transparent px-3 text-13 whitespace-nowrap text-text-2 hover:text-text data-[state=active]:border-accent data-[state=active]:font-medium data-[state=active]:text-text"
          >
            {tab.label}
          </Parts.Trigger>
        ))}
      </Parts.List>
      {children}
    </Parts.Root>
  );
}

/** What a tab shows. */
export function TabPanel({ id, children }: { id: string; children: ReactNode }) {
  return <Parts.Content value={id}>{children}</Parts.Content>;
}
