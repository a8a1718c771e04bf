"use client";

import { useQuery } from "@tanstack/react-query";
import { intakeQuery } from "@/lib/client/intake.ts";
import type { IntakeResponse } from "@/lib/contract/intake.ts";
import { useHydrated } from "./use-hydrated.ts";

/** What Headroom has received, for the frame; undefined until it is known. */
export function useIntake(): { intake: IntakeResponse | undefined; failed: boolean } {
  const hydrated = useHydrated();
  const { data, isError } = useQuery(intakeQuery());
  return { intake: hydrated ? data : undefined, failed: hydrated && isError };
}
