"use client";

import clsx from "clsx";
import type { ReactNode } from "react";
import { Button } from "./button.tsx";
import { type Status, StatusIcon } from "./status-icon.tsx";

/** What would be here and what makes it appear. `children` may hold lines to copy. */
export function EmptyState({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="px-4 py-8 text-13">
      <p className="font-semibold">{title}</p>
      <div className="mt-2 max-w-prose text-text-2">{children}</div>
    </div>
  );
}

type ErrorProps = {
  /** What failed, in words. */
  title: string;
  /** What still works and what to do. */
  children: ReactNode;
  onRetry?: () => void;
};

/** Something failed; the rest of the page stays. */
export function ErrorState({ title, children, onRetry }: ErrorProps) {
  return (
    <div role="alert" className="px-4 py-6 text-13">
      <p className="flex items-center gap-2 font-medium text-critical">
        <StatusIcon status="critical" label={null} />
        {title}
      </p>
      <div className="mt-2 max-w-prose text-text-2">{children}</div>
      {onRetry && (
        <Button className="mt-3" onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  );
}

const NOTICE_TONES: Record<Status, string> = {
  ok: "bg-ok-soft",
  warning: "bg-warning-soft",
  critical: "bg-critical-soft",
  unknown: "bg-unknown-soft",
};

/** One line where it matters: stale since when, partial because of what. */
export function Notice({ status, children }: { status: Status; children: ReactNode }) {
  return (
    <p
      className={clsx("flex items-start gap-2 rounded-2 px-3 py-1.5 text-12", NOTICE_TONES[status])}
    >
      <StatusIcon status={status} label={null} className="mt-px" />
      <span>{children}</span>
    </p>
  );
}

/** Old data stays visible, dimmed, while new data loads. `what` names it: "24 h". */
export function Reloading({
  active,
  what,
  children,
}: {
  active: boolean;
  what: string;
  children: ReactNode;
}) {
  return (
    <div className="relative" aria-busy={active}>
      <div
        className={clsx(
          "transition-opacity duration-150 motion-reduce:transition-none",
          active && "opacity-50",
        )}
      >
        {children}
      </div>
      {active && (
        <div
          role="status"
          className="absolute top-2 right-3 z-20 rounded-1 bg-surface-3 px-2 py-1 text-12"
        >
          Loading {what}…
        </div>
      )}
    </div>
  );
}

/** The layout of a chart before its first data. */
export function ChartSkeleton({ height }: { height: number }) {
  return (
    <div aria-hidden className="flex flex-col justify-between px-4 py-3" style={{ height }}>
      <div className="h-px bg-grid" />
      <div className="h-px bg-grid" />
      <div className="h-px bg-grid" />
      <div className="h-8 rounded-1 bg-surface-2" />
      <div className="flex justify-between">
        <div className="h-3 w-10 rounded-1 bg-surface-3" />
        <div className="h-3 w-10 rounded-1 bg-surface-3" />
        <div className="h-3 w-10 rounded-1 bg-surface-3" />
      </div>
    </div>
  );
}

/** The rows of a table before their first data. */
export function RowsSkeleton({ rows }: { rows: number }) {
  return (
    <div aria-hidden>
      {Array.from({ length: rows }, (_, index) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: places that never move
          key={index}
          className="flex h-9 items-center gap-4 border-b border-line px-4 last:border-0"
        >
          <div className="size-3.5 rounded-full bg-surface-3" />
          <div className="h-3 w-28 rounded-1 bg-surface-3" />
          <div className="ml-auto h-3 w-2/5 rounded-1 bg-surface-2" />
        </div>
      ))}
    </div>
  );
}
