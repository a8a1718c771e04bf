"use client";

import type { RefObject } from "react";
import { Kbd } from "@/components/ui/kbd.tsx";
import { CONCERNS } from "./concerns.ts";

const OTHER_KEYS: readonly { keys: readonly string[]; what: string }[] = [
  { keys: ["Ctrl", "K"], what: "Commands: go anywhere, change the view" },
  { keys: ["/"], what: "Search services, routes and traces" },
  { keys: ["Ctrl", "V"], what: "Open the trace whose id is pasted" },
  { keys: ["t"], what: "Choose the time range" },
  { keys: ["c"], what: "Compare with the period before, or not" },
  { keys: ["l"], what: "Follow live, or pause" },
  { keys: ["."], what: "Refresh" },
  { keys: ["j", "k"], what: "Next and previous row of a table; Enter opens it" },
  { keys: ["["], what: "Collapse or widen the rail" },
  { keys: ["?"], what: "This list" },
  { keys: ["Esc"], what: "Close a panel, leave a field" },
  { keys: ["←", "→"], what: "Move the crosshair on charts" },
  { keys: ["Shift", "←", "→"], what: "Select an interval on charts" },
  { keys: ["Enter"], what: "Zoom into the interval, or open traces of the moment" },
  { keys: ["t"], what: "On a chart: open the slowest request of the moment" },
  { keys: ["Backspace"], what: "Zoom back out" },
];

/** The list of keys, in a native dialog: it keeps the focus inside and Escape closes it. */
export function KeysDialog({ dialogRef }: { dialogRef: RefObject<HTMLDialogElement | null> }) {
  const rows = [
    ...CONCERNS.map((concern) => ({ keys: ["g", concern.key], what: concern.label })),
    ...OTHER_KEYS,
  ];
  return (
    <dialog
      ref={dialogRef}
      aria-labelledby="keys-title"
      className="m-auto w-[420px] max-h-[calc(100dvh-32px)] max-w-[calc(100vw-16px)] overflow-auto rounded-3 border border-line bg-surface p-4 text-text shadow-float backdrop:bg-bg/70"
    >
      <div className="flex items-center justify-between">
        <h2 id="keys-title" className="text-15 font-semibold">
          Keys
        </h2>
        <form method="dialog">
          <button type="submit" className="control rounded-2 border border-line px-2.5 text-12">
            Close
          </button>
        </form>
      </div>
      <dl className="mt-3 space-y-1.5 text-13">
        {rows.map(({ keys, what }) => (
          <div key={what} className="flex items-center justify-between gap-4">
            <dt className="text-text-2">{what}</dt>
            <dd className="flex gap-1">
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </dialog>
  );
}
