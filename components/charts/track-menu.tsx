"use client";

import type { ComponentProps } from "react";
import { largestOf } from "@/lib/view/axis.ts";
import { toTrackTable } from "@/lib/view/chart-table.ts";
import type { Track } from "@/lib/view/track.ts";
import { ChartMenu, type ChartQuestion } from "./chart-menu.tsx";
import { useTracks } from "./tracks-context.ts";

/** The menu of a track: what it copies is what is shown, without hidden lines. */
export function TrackMenu({ track, ...question }: ChartQuestion & { track: Track }) {
  const { times } = useTracks();
  const largest = largestOf(...track.lines.map((line) => line.values));
  return (
    <ChartMenu
      {...question}
      title={track.title}
      range={times}
      legend={track.lines}
      rows={() => toTrackTable([track], times)}
      threshold={track.limit?.value ?? largest}
    />
  );
}

type HeatProps = ChartQuestion & Pick<ComponentProps<typeof ChartMenu>, "title" | "rows">;

/** The menu of a heatmap, which has no legend in words. */
export function HeatMenu(props: HeatProps) {
  const { times } = useTracks();
  return <ChartMenu {...props} range={times} legend={[]} />;
}
