"use client";

import { useRouter } from "next/navigation";
import { useCallback } from "react";
import { useHref } from "./use-bar.ts";

/** Opens the traces of a clicked moment, of whatever the bar narrows to. */
export function useOpenTraces(): (moment: { fromMs: number; toMs: number }) => void {
  const router = useRouter();
  const hrefOf = useHref();
  return useCallback(
    ({ fromMs, toMs }) =>
      router.push(
        hrefOf("/traces", {
          from: new Date(fromMs).toISOString(),
          to: new Date(toMs).toISOString(),
        }),
      ),
    [router, hrefOf],
  );
}
