"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { intakeQuery } from "@/lib/client/intake.ts";
import { refreshLive } from "@/lib/client/query-client.ts";
import { FirstVisit } from "./first-visit.tsx";
import { Overview } from "./overview.tsx";

/** While nothing but Headroom's own telemetry has arrived, how to connect a service; then the overview. */
export function OverviewOrFirstVisit() {
  const { data: intake } = useQuery({
    ...intakeQuery(),
    refetchInterval: (query) => (query.state.data?.hasData === false ? FIRST_SPAN_MS : false),
  });
  const queryClient = useQueryClient();
  const waited = useRef(false);
  const hasData = intake?.hasData;
  useEffect(() => {
    // The frame asked before there was anything; a first span alone may be followed by no further event.
    if (hasData === true && waited.current) refreshLive(queryClient);
    waited.current = hasData === false;
  }, [hasData, queryClient]);
  return intake?.hasData === false ? <FirstVisit intake={intake} /> : <Overview />;
}

/** A first span should turn the page within a second or two. */
const FIRST_SPAN_MS = 1_000;
