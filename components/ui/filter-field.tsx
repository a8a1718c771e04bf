"use client";

import { ListFilter } from "lucide-react";

type Props = { value: string; onChange: (value: string) => void; label: string };

/** Narrows the rows of a table by what is typed. */
export function FilterField({ value, onChange, label }: Props) {
  return (
    <label className="control flex items-center gap-1.5 rounded-2 border border-transparent px-2 text-12 text-text-2 focus-within:border-line hover:bg-surface-3">
      <ListFilter size={14} aria-hidden />
      <input
        type="search"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        placeholder="Filter"
        aria-label={label}
        className="w-14 bg-transparent text-text placeholder:text-text-2 focus:w-36 focus:outline-none motion-safe:transition-[width]"
      />
    </label>
  );
}
