"use client";

import { ApiError } from "@/lib/client/query-client.ts";
import { ErrorState } from "./states.tsx";

type Props = {
  error: Error;
  /** What is missing because of it, as a sentence. */
  missing: string;
  onRetry: () => void;
};

/** What can be done about an answer of this kind. */
function adviceOf(error: Error): string {
  const status = error instanceof ApiError ? error.status : null;
  switch (status) {
    case 0:
      return "See whether Headroom still runs and is reachable; this page goes on by itself.";
    case 400:
      return "Choose another range or filter above.";
    case 403:
      return "Your role does not allow it; an administrator can change that.";
    case 429:
    case 503:
      return "Telemetry is still taken in. A shorter range asks for less.";
    default:
      return "Telemetry is still taken in. The server’s log has the reason.";
  }
}

/** A failed question: what failed, what is missing, what to do, and a retry. */
export function QueryError({ error, missing, onRetry }: Props) {
  return (
    <ErrorState title={error.message} onRetry={onRetry}>
      {missing} {adviceOf(error)}
    </ErrorState>
  );
}
