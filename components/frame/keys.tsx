"use client";

import { useRouter } from "next/navigation";
import { type RefObject, useEffect, useRef } from "react";
import { Kbd } from "@/components/ui/kbd.tsx";
import { CONCERNS } from "./concerns.ts";
import { usePreferences } from "./preferences.tsx";
import { useConcernHref } from "./use-bar.ts";

/** The second key of "g o" must follow within this time. */
const SEQUENCE_MS = 1_200;

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

type Options = { searchRef: RefObject<HTMLInputElement | null>; onShowKeys: () => void };

/** The keys of every page: `g` and a letter, `/`, `[`, `?`. They rest while a person types. */
export function useKeys({ searchRef, onShowKeys }: Options): void {
  const router = useRouter();
  const concernHref = useConcernHref();
  const { railCollapsed, setRailCollapsed } = usePreferences();
  const goAtMs = useRef(0);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target)) return;
      if (event.timeStamp - goAtMs.current < SEQUENCE_MS && goAtMs.current > 0) {
        goAtMs.current = 0;
        const concern = CONCERNS.find((candidate) => candidate.key === event.key);
        if (concern) router.push(concernHref(concern));
        return;
      }
      if (event.key === "g") goAtMs.current = event.timeStamp;
      else if (event.key === "[") setRailCollapsed(!railCollapsed);
      else if (event.key === "?") onShowKeys();
      else if (event.key === "/") {
        event.preventDefault();
        searchRef.current?.focus();
      }
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [router, concernHref, railCollapsed, setRailCollapsed, onShowKeys, searchRef]);
}

const OTHER_KEYS: readonly { keys: readonly string[]; what: string }[] = [
  { keys: ["/"], what: "Search services, routes and traces" },
  { keys: ["Ctrl", "V"], what: "Open the trace whose id is pasted" },
  { keys: ["["], what: "Collapse or widen the rail" },
  { keys: ["?"], what: "This list" },
  { keys: ["Esc"], what: "Close a panel, leave a field" },
  { keys: ["←", "→"], what: "Move the crosshair on charts" },
  { keys: ["Shift", "←", "→"], what: "Select an interval on charts" },
  { keys: ["Enter"], what: "Zoom into the interval, or open traces of the moment" },
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
      className="m-auto w-[420px] max-w-[calc(100vw-16px)] rounded-3 border border-line bg-surface p-4 text-text shadow-float backdrop:bg-bg/70"
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
