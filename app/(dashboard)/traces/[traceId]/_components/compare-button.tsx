"use client";

import { useQueryClient } from "@tanstack/react-query";
import { GitCompareArrows } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useHref } from "@/components/frame/use-bar.ts";
import { Button } from "@/components/ui/button.tsx";
import { typicalCandidatesQuery } from "@/lib/client/traces.ts";
import { typicalOf } from "@/lib/view/traces.ts";
import type { SpanNode } from "@/lib/view/waterfall-tree.ts";

const HOUR_MS = 3_600_000;

type Props = {
  traceId: string;
  /** The span that stands for the trace; null: it has none. */
  main: SpanNode | null;
  /** When the trace began, ISO 8601. */
  at: string;
};

/** Opens this trace beside the one of median duration among the same requests of the hour until then. */
export function CompareButton({ traceId, main, at }: Props) {
  const client = useQueryClient();
  const router = useRouter();
  const hrefOf = useHref();
  const [state, setState] = useState<"idle" | "looking" | "none">("idle");
  if (main === null) return null;
  const compare = async () => {
    setState("looking");
    const endMs = Date.parse(at) + 60_000;
    const traces = await client
      .fetchQuery(
        typicalCandidatesQuery({
          from: new Date(endMs - HOUR_MS).toISOString(),
          to: new Date(endMs).toISOString(),
          span: main.span,
        }),
      )
      .catch(() => null);
    const typical = traces && typicalOf(traces.traces, traceId);
    setState(typical ? "idle" : "none");
    if (!typical) return;
    const path = hrefOf("/traces/compare");
    router.push(`${path}${path.includes("?") ? "&" : "?"}a=${typical}&b=${traceId}`);
  };
  return (
    <Button onClick={() => void compare()} disabled={state === "looking"}>
      <GitCompareArrows size={14} aria-hidden />
      {state === "none" ? "No other like it in the hour before" : "Compare with a typical one"}
    </Button>
  );
}
