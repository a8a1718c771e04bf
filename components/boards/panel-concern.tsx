"use client";

import { type QueryKey, type UseQueryOptions, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useNow } from "@/components/frame/now.tsx";
import { breakersQuery } from "@/lib/client/breakers.ts";
import { cachesQuery } from "@/lib/client/caches.ts";
import { databasesQuery } from "@/lib/client/databases.ts";
import { eventsQuery } from "@/lib/client/events.ts";
import { limitsQuery } from "@/lib/client/limits.ts";
import { resourcesQuery } from "@/lib/client/resources.ts";
import { scalingQuery } from "@/lib/client/scaling.ts";
import type { BreakersResponse } from "@/lib/contract/breakers.ts";
import type { CachesResponse } from "@/lib/contract/caches.ts";
import type { DatabasesResponse } from "@/lib/contract/databases.ts";
import type { EventsResponse } from "@/lib/contract/events.ts";
import type { LimitsResponse } from "@/lib/contract/limits.ts";
import type { ScalingResponse } from "@/lib/contract/scaling.ts";
import type { ConcernChart } from "@/lib/domain/chart-spec.ts";
import { breakerTracks } from "@/lib/view/breaker-figures.ts";
import { breakerRows } from "@/lib/view/breaker-rows.ts";
import { toCacheRows } from "@/lib/view/cache-rows.ts";
import { cacheTracks } from "@/lib/view/caches.ts";
import { MOST_LINES } from "@/lib/view/concern-track.ts";
import { databaseTracks } from "@/lib/view/database-charts.ts";
import { toDatabaseRows } from "@/lib/view/databases.ts";
import { eventRows, eventTracks } from "@/lib/view/event-page.ts";
import { limitTracks, toLimitRows } from "@/lib/view/limits.ts";
import { resourceTracks } from "@/lib/view/resources.ts";
import { toScalingRows } from "@/lib/view/scaling-rows.ts";
import { scalingTracks } from "@/lib/view/scaling-tracks.ts";
import type { Track, TrackTimes } from "@/lib/view/track.ts";
import { PanelLines } from "./panel-plots.tsx";
import type { PanelRange } from "./panel-questions.ts";
import { PanelState } from "./panel-state.tsx";

const NOW_STEP_MS = 10_000;

type Props = { chart: ConcernChart; title: string; range: PanelRange };

/** A chart of a concern's page, drawn as it is drawn there. */
export function PanelConcern(props: Props) {
  const question = { ...props.chart.filters, from: props.range.from, to: props.range.to };
  const drawn = { ...question, courses: MOST_LINES };
  switch (props.chart.concern) {
    case "caches":
      return <Answered {...props} query={cachesQuery(drawn)} toTracks={CACHES} />;
    case "breakers":
      return <Answered {...props} query={breakersQuery(question)} toTracks={BREAKERS} />;
    case "limits":
      return <Answered {...props} query={limitsQuery(question)} toTracks={LIMITS} />;
    case "databases":
      return <Answered {...props} query={databasesQuery(question)} toTracks={DATABASES} />;
    case "events":
      return <Answered {...props} query={eventsQuery(drawn)} toTracks={EVENTS} />;
    case "resources":
      return <Answered {...props} query={resourcesQuery(drawn)} toTracks={resourceTracks} />;
    case "scaling":
      return <Answered {...props} query={scalingQuery(question)} toTracks={SCALING} />;
  }
}

const CACHES = (answer: CachesResponse, nowMs: number) =>
  cacheTracks(answer, toCacheRows(answer), nowMs);
const BREAKERS = (answer: BreakersResponse, nowMs: number) =>
  breakerTracks(answer, breakerRows(answer), nowMs);
const LIMITS = (answer: LimitsResponse, nowMs: number) =>
  limitTracks(answer, toLimitRows(answer), nowMs);
const DATABASES = (answer: DatabasesResponse, nowMs: number) =>
  databaseTracks(answer, toDatabaseRows(answer), nowMs);
const EVENTS = (answer: EventsResponse, nowMs: number) =>
  eventTracks(answer, eventRows(answer), nowMs);

// Of several services that are told by instance, the most troubled is drawn, as on the page.
const SCALING = (answer: ScalingResponse, nowMs: number) =>
  scalingTracks({ answer, rows: toScalingRows(answer), opened: null, nowMs });

type AnsweredProps<Answer, Key extends QueryKey> = Props & {
  query: UseQueryOptions<Answer, Error, Answer, Key>;
  /** The charts of the concern's page. */
  toTracks: (answer: Answer, nowMs: number) => { times: TrackTimes; tracks: readonly Track[] };
};

function Answered<Answer, Key extends QueryKey>(props: AnsweredProps<Answer, Key>) {
  const { chart, title, query, toTracks } = props;
  const nowMs = useNow(NOW_STEP_MS);
  const answer = useQuery(query);
  const { data } = answer;
  const model = useMemo(() => {
    if (!data) return null;
    const { times, tracks } = toTracks(data, nowMs);
    return { times, tracks: tracks.filter(({ id }) => id === chart.chart) };
  }, [data, toTracks, chart.chart, nowMs]);
  const isEmpty = !model?.tracks.some(({ lines }) => lines.length > 0);
  return (
    <PanelState answer={answer} isEmpty={isEmpty}>
      {model && <PanelLines model={model} title={title} spec={chart} />}
    </PanelState>
  );
}
