"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { alertsQuery } from "@/lib/client/alerts.ts";
import { timelineQuery } from "@/lib/client/timeline.ts";
import { alertLane, knownAlerts } from "@/lib/view/alert-lane.ts";
import type { Lane } from "@/lib/view/lane.ts";
import type { TrackTimes } from "@/lib/view/track.ts";
import { useNow } from "./now.tsx";
import { useZone } from "./preferences.tsx";
import { timelineQuestion } from "./service-questions.ts";
import { useBar } from "./use-bar.ts";

const NOW_STEP_MS = 30_000;

/** When alerts of what is shown fired, as a lane of the timeline. */
export function useAlertLane({ fromMs, toMs }: TrackTimes): Lane {
  const { bar } = useBar();
  const { service, namespace, environment } = bar;
  const zone = useZone();
  const nowMs = useNow(NOW_STEP_MS);
  const live = useQuery(alertsQuery()).data?.alerts;
  const events = useQuery(timelineQuery(timelineQuestion(bar))).data?.events;
  const alerts = useMemo(() => knownAlerts(live ?? [], events ?? []), [live, events]);
  return useMemo(
    () => alertLane(alerts, { service, namespace, environment }, { fromMs, toMs, nowMs, zone }),
    [alerts, service, namespace, environment, fromMs, toMs, nowMs, zone],
  );
}
