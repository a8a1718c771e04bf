import type { TimelineEvent } from "@/lib/contract/timeline.ts";
import { dayAt } from "@/lib/domain/cost-days.ts";
import { deploysOf, deployTitle, markersOf } from "./timeline.ts";

/** What happened on one day of a bill, UTC. */
export type CostFlag = {
  /** The place of its bar. */
  at: number;
  kind: "deploy" | "incident" | "marker";
  /** A line for each, in the order of time. */
  titles: string[];
};

type Happened = { atMs: number; kind: CostFlag["kind"]; title: string };

/** The worst first: what a day with several is drawn as. */
const KINDS = ["incident", "deploy", "marker"] as const;

/** Versions that began and what was marked, by the day's bar; `starts` are days in order. */
export function toCostFlags(
  events: readonly TimelineEvent[],
  starts: readonly string[],
): CostFlag[] {
  const places = new Map(starts.map((start, at) => [start, at]));
  const byPlace = new Map<number, Happened[]>();
  for (const one of happenedOf(events).toSorted((a, b) => a.atMs - b.atMs)) {
    const at = places.get(dayAt(one.atMs));
    if (at === undefined) continue;
    byPlace.set(at, [...(byPlace.get(at) ?? []), one]);
  }
  return [...byPlace].map(([at, own]) => ({
    at,
    kind: KINDS.find((kind) => own.some((one) => one.kind === kind)) ?? "marker",
    titles: own.map(({ title }) => title),
  }));
}

function happenedOf(events: readonly TimelineEvent[]): Happened[] {
  const keys = new Map(
    events.flatMap(({ service, namespace, environment }) => {
      if (service === null) return [];
      const key = { service, namespace: namespace ?? "", environment: environment ?? "" };
      return [[JSON.stringify(key), key] as const];
    }),
  );
  const deploys = new Map<string, Happened>();
  for (const key of keys.values()) {
    for (const deploy of deploysOf(events, key)) {
      const title = deployTitle(key.service, deploy);
      deploys.set(`${deploy.id} ${title}`, { atMs: deploy.atMs, kind: "deploy", title });
    }
  }
  const markers = markersOf(events, [...keys.values()]).map(
    ({ atMs, kind, title }): Happened => ({
      ...{ atMs, title },
      kind: kind === "incident" ? "incident" : kind === "deployment" ? "deploy" : "marker",
    }),
  );
  return [...deploys.values(), ...markers];
}
