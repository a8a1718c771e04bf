"use client";

import type { ReactNode } from "react";
import { QueryError } from "@/components/ui/query-error.tsx";
import { ChartSkeleton } from "@/components/ui/states.tsx";

type Props = {
  answer: {
    error: Error | null;
    isPending: boolean;
    isPlaceholderData: boolean;
    refetch: () => unknown;
  };
  /** Whether the answer holds anything to draw. */
  isEmpty: boolean;
  children: ReactNode;
};

/** What stands in a panel until there is something to draw: its place, the reason, or that there is nothing. */
export function PanelState({ answer, isEmpty, children }: Props) {
  if (answer.error && isEmpty) {
    return (
      <div className="h-full overflow-auto">
        <QueryError
          error={answer.error}
          missing="Only this panel is missing."
          onRetry={() => void answer.refetch()}
        />
      </div>
    );
  }
  if (answer.isPending) return <ChartSkeleton height={160} />;
  if (isEmpty) {
    return (
      <p className="grid h-full place-items-center px-4 text-center text-12 text-text-3">
        Nothing in this range for what this panel asks.
      </p>
    );
  }
  return (
    <div className="h-full" aria-busy={answer.isPlaceholderData}>
      {children}
    </div>
  );
}
