"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { requestsQuery } from "@/lib/client/requests.ts";
import { servicesQuery } from "@/lib/client/services.ts";
import { timelineQuery } from "@/lib/client/timeline.ts";
import type { TimelineEvent } from "@/lib/contract/timeline.ts";
import { type ServiceRow, toServiceRows } from "@/lib/view/service-rows.ts";
import { useNow } from "./now.tsx";
import {
  serviceRequestsQuestion,
  servicesQuestion,
  timelineQuestion,
} from "./service-questions.ts";
import { useBar } from "./use-bar.ts";

/** How often statuses that depend on the present are worked out again. */
const STATUS_STEP_MS = 10_000;

const NO_EVENTS: readonly TimelineEvent[] = [];

export type Services = {
  /** Null: not known yet. */
  rows: readonly ServiceRow[] | null;
  /** What happened in the range, in every service; empty until it is known. */
  events: readonly TimelineEvent[];
  /** The range that the rows cover. */
  range: { fromMs: number; toMs: number } | null;
  /** The range's end or now, whichever is earlier: what the rows were judged at. */
  untilMs: number;
  error: Error | null;
  /** Old rows stand while rows of another range load. */
  reloading: boolean;
  retry: () => void;
};

/** Every service of the bar's range and environment with its status, trouble first. */
export function useServices(): Services {
  const { bar } = useBar();
  const nowMs = useNow(STATUS_STEP_MS);
  const services = useQuery(servicesQuery(servicesQuestion(bar)));
  const requests = useQuery(requestsQuery(serviceRequestsQuestion(bar)));
  const timeline = useQuery(timelineQuery(timelineQuestion(bar)));
  const events = timeline.data?.events;
  const rows = useMemo(
    () =>
      services.data && requests.data
        ? toServiceRows({ services: services.data, requests: requests.data, events, nowMs })
        : null,
    [services.data, requests.data, events, nowMs],
  );
  const range = useMemo(
    () =>
      requests.data
        ? { fromMs: Date.parse(requests.data.from), toMs: Date.parse(requests.data.to) }
        : null,
    [requests.data],
  );
  return {
    rows,
    events: events ?? NO_EVENTS,
    range,
    untilMs: Math.min(nowMs, range?.toMs ?? nowMs),
    error: services.error ?? requests.error,
    reloading: services.isPlaceholderData || requests.isPlaceholderData,
    retry: () => {
      void services.refetch();
      void requests.refetch();
    },
  };
}
