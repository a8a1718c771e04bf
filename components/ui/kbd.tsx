import type { ReactNode } from "react";

/** A key to press. */
export function Kbd({ children }: { children: ReactNode }) {
  return (
    <kbd className="inline-flex h-4.5 min-w-4.5 items-center justify-center rounded-1 border border-line px-1 font-sans text-11 text-text-3">
      {children}
    </kbd>
  );
}
