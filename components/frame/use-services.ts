"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { requestsQuery } from "@/lib/client/requests.ts";
import { servicesQuery } from "@/lib/client/services.ts";
import { type ServiceRow, toServiceRows } from "@/lib/view/service-rows.ts";
import { useNow } from "./now.tsx";
import { serviceRequestsQuestion, servicesQuestion } from "./service-questions.ts";
import { useBar } from "./use-bar.ts";

/** How often statuses that depend on the present are worked out again. */
const STATUS_STEP_MS = 10_000;

export type Services = {
  /** Null: not known yet. */
  rows: readonly ServiceRow[] | null;
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
  const rows = useMemo(
    () =>
      services.data && requests.data
        ? toServiceRows({ services: services.data, requests: requests.data, nowMs })
        : null,
    [services.data, requests.data, nowMs],
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
