"use client";

import Link from "next/link";
import { traceHref } from "@/components/frame/trace-href.ts";
import { useHref } from "@/components/frame/use-bar.ts";

/** A trace by the ends of its id. It may not be kept any more: its page says so then. */
export function TraceLink({ traceId }: { traceId: string }) {
  const hrefOf = useHref();
  return (
    <Link
      href={traceHref(hrefOf, { traceId, spanId: null })}
      className="font-mono text-12 text-accent hover:underline"
      aria-label={`Trace ${traceId}`}
    >
      {traceId.slice(0, 4)}…{traceId.slice(-4)}
    </Link>
  );
}
