"use client";

import { Tabs as Parts } from "radix-ui";
import { type ReactNode, useEffect, useRef } from "react";

export type Tab = { id: string; label: string };

type Props = {
  tabs: readonly Tab[];
  value: string;
  onChange: (id: string) => void;
  label: string;
  /** One `TabPanel` per tab. */
  children: ReactNode;
};

/** So much of the next tab shows that there is one. */
const MARGIN = 24;

/** Tabs in the head of a card. */
export function Tabs({ tabs, value, onChange, label, children }: Props) {
  const list = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever another tab is chosen
  useEffect(() => showChosen(list.current), [value]);
  return (
    <Parts.Root value={value} onValueChange={onChange}>
      <Parts.List
        ref={list}
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

/** Where the tabs are wider than their card, the chosen one is brought into sight; the page itself does not move. */
function showChosen(list: HTMLElement | null): void {
  const chosen = list?.querySelector<HTMLElement>("[data-state=active]");
  if (!list || !chosen) return;
  const outer = list.getBoundingClientRect();
  const inner = chosen.getBoundingClientRect();
  if (inner.right > outer.right) list.scrollLeft += inner.right - outer.right + MARGIN;
  if (inner.left < outer.left) list.scrollLeft -= outer.left - inner.left + MARGIN;
}

/** What a tab shows. */
export function TabPanel({ id, children }: { id: string; children: ReactNode }) {
  return <Parts.Content value={id}>{children}</Parts.Content>;
}
