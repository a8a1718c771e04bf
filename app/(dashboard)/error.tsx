"use client";

import { Card } from "@/components/ui/card.tsx";
import { ErrorState } from "@/components/ui/states.tsx";

type Props = { error: Error & { digest?: string }; reset: () => void };

/** A page that could not be drawn; the frame around it still works. */
export default function DashboardError({ error, reset }: Props) {
  return (
    <Card>
      <ErrorState title="This page could not be drawn" onRetry={reset}>
        The other pages and the intake of telemetry are not touched by it.
        {error.digest && <> The server’s log has the reason under {error.digest}.</>}
      </ErrorState>
    </Card>
  );
}
