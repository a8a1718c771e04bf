"use client";

import clsx from "clsx";

type Props = {
  segments: readonly { id: string; label: string }[];
  value: string;
  onChange: (id: string) => void;
  label: string;
  className?: string;
};

/** Chooses which part of a page a narrow screen shows. */
export function Segments({ segments, value, onChange, label, className }: Props) {
  return (
    <fieldset
      aria-label={label}
      className={clsx(
        "grid auto-cols-fr grid-flow-col overflow-hidden rounded-3 border border-line bg-surface-2",
        className,
      )}
    >
      {segments.map((segment) => (
        <button
          key={segment.id}
          type="button"
          aria-pressed={segment.id === value}
          onClick={() => onChange(segment.id)}
          className={clsx(
            "control text-13 font-medium",
            segment.id === value ? "bg-surface-3 text-text" : "text-text-2",
          )}
        >
          {segment.label}
        </button>
      ))}
    </fieldset>
  );
}
