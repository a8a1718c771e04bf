"use client";

import { useQuery } from "@tanstack/react-query";
import { intakeQuery } from "@/lib/client/intake.ts";
import { FirstVisit } from "./first-visit.tsx";
import { Overview } from "./overview.tsx";

/** While nothing but Headroom's own telemetry has arrived, how to connect a service; then the overview. */
export function OverviewOrFirstVisit() {
  const { data: intake } = useQuery({
    ...intakeQuery(),
    refetchInterval: (query) => (query.state.data?.hasData === false ? FIRST_SPAN_MS : false),
  });
  return intake?.hasData === false ? <FirstVisit intake={intake} /> : <Overview />;
}

/** A first span should turn the page within a second or two. */
const FIRST_SPAN_MS = 1_000;
