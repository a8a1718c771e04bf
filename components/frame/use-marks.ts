"use client";

import { useMemo } from "react";
import { iconOf, rankOf } from "@/lib/view/service-status.ts";
import { useHydrated } from "./use-hydrated.ts";
import { useServices } from "./use-services.ts";

type Mark = "warning" | "critical";

/** What is wrong in each concern, by its id; a concern without trouble is missing. */
export function useMarks(): ReadonlyMap<string, Mark> {
  const { rows } = useServices();
  const hydrated = useHydrated();
  return useMemo(() => {
    const [worst] = [...((hydrated && rows) || [])].sort(
      (a, b) => rankOf(a.status) - rankOf(b.status),
    );
    const icon = worst ? iconOf(worst.status) : "ok";
    if (icon !== "warning" && icon !== "critical") return new Map();
    return new Map([
      ["overview", icon],
      ["requests", icon],
    ]);
  }, [rows, hydrated]);
}
