"use client";

import clsx from "clsx";
import { Tabs as Parts } from "radix-ui";
import type { ReactNode } from "react";

export type Tab = { id: string; label: string; count?: number };

type Props = {
  tabs: readonly Tab[];
  value: string;
  onChange: (id: string) => void;
  label: string;
  /** `line`: in a card's head; `segments`: the whole width, for narrow screens. */
  look?: "line" | "segments";
  className?: string;
  children?: ReactNode;
};

/** Tabs whose panels are `TabPanel`s inside `children`. */
export function Tabs({ tabs, value, onChange, label, look = "line", className, children }: Props) {
  return (
    <Parts.Root value={value} onValueChange={onChange}>
      <Parts.List
        aria-label={label}
        className={clsx(
          look === "line"
            ? "flex min-h-10 overflow-x-auto border-b border-line px-2"
            : "grid auto-cols-fr grid-flow-col overflow-hidden rounded-3 border border-line bg-surface-2",
          className,
        )}
      >
        {tabs.map((tab) => (
          <Parts.Trigger
            key={tab.id}
            value={tab.id}
            className={clsx(
              "control px-3 text-13 whitespace-nowrap text-text-2 hover:text-text",
              look === "line"
                ? "-mb-px border-b-2 border-transparent data-[state=active]:border-accent data-[state=active]:font-medium data-[state=active]:text-text"
                : "font-medium data-[state=active]:bg-surface-3 data-[state=active]:text-text",
            )}
          >
            {tab.label}
            {tab.count !== undefined && (
              <span className="ml-1.5 text-12 text-text-3">{tab.count}</span>
            )}
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
