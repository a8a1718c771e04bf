"use client";

import type { ComponentProps } from "react";
import { watchesBelow } from "@/lib/view/alert-draft.ts";
import { largestOf, smallestOf } from "@/lib/view/axis.ts";
import { toTrackTable } from "@/lib/view/chart-table.ts";
import type { Track } from "@/lib/view/track.ts";
import { ChartMenu, type ChartQuestion } from "./chart-menu.tsx";
import { useTracks } from "./tracks-context.ts";

/** The menu of a track: what it copies is what is shown, without hidden lines. */
export function TrackMenu({ track, ...question }: ChartQuestion & { track: Track }) {
  const { times } = useTracks();
  const values = track.lines.map((line) => line.values);
  const below = question.spec ? watchesBelow(question.spec) : false;
  const extreme = below ? smallestOf(...values) : largestOf(...values);
  return (
    <ChartMenu
      {...question}
      title={track.title}
      range={times}
      legend={track.lines}
      rows={() => toTrackTable([track], times)}
      threshold={track.limit?.value ?? extreme}
    />
  );
}

type HeatProps = ChartQuestion & Pick<ComponentProps<typeof ChartMenu>, "title" | "rows">;

/** The menu of a heatmap, which has no legend in words. */
export function HeatMenu(props: HeatProps) {
  const { times } = useTracks();
  return <ChartMenu {...props} range={times} legend={[]} />;
}
