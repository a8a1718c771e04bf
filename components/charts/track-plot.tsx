"use client";

import { useMemo } from "react";
import {
  Area,
  Bar,
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceLine,
  XAxis,
  YAxis,
} from "recharts";
import { toPlotRows } from "@/lib/view/plot-rows.ts";
import { type Track, type TrackLine, valueShare } from "@/lib/view/track.ts";
import { GUTTER, RIGHT, useTracks } from "./tracks-context.ts";

const MARGIN = { top: 0, right: RIGHT, bottom: 0, left: GUTTER };

/** Draws a track by Recharts and decides nothing; pointer and tooltip belong to the whole stack. */
export function TrackPlot({ track }: { track: Track }) {
  const { times, width, plotWidth } = useTracks();
  const rows = useMemo(() => toPlotRows(track, times), [track, times]);
  if (plotWidth === 0) return null;
  const bottom = track.ticks[0]?.value ?? 0;
  const top = track.ticks.at(-1)?.value ?? 1;
  const yOf = (value: number) => (1 - valueShare(track, value)) * track.height;
  const shadeId = `shade-${track.id}`;
  return (
    <ComposedChart
      width={width}
      height={track.height}
      data={rows}
      margin={MARGIN}
      accessibilityLayer={false}
      aria-hidden
    >
      {track.limit && track.shaded && (
        <defs>
          {/* Critical above the limit and nothing below it, whatever the line does. */}
          <linearGradient
            id={shadeId}
            gradientUnits="userSpaceOnUse"
            x1="0"
            x2="0"
            y1="0"
            y2={track.height}
          >
            <stop
              offset={yOf(track.limit.value) / track.height}
              stopColor="var(--critical-fill)"
              stopOpacity={0.2}
            />
            <stop
              offset={yOf(track.limit.value) / track.height}
              stopColor="var(--critical-fill)"
              stopOpacity={0}
            />
          </linearGradient>
        </defs>
      )}
      <XAxis
        hide
        dataKey="atMs"
        type="number"
        domain={[times.fromMs, times.toMs]}
        allowDataOverflow
      />
      <YAxis
        hide
        type="number"
        scale={track.scale ?? "auto"}
        domain={[bottom, top]}
        allowDataOverflow
      />
      <CartesianGrid
        vertical={false}
        stroke="var(--grid)"
        horizontalPoints={track.ticks.map(({ value }) => yOf(value))}
      />
      {track.limit && track.shaded && (
        <Area
          dataKey={track.shaded}
          stroke="none"
          fill={`url(#${shadeId})`}
          baseValue={track.limit.value}
          type="linear"
          isAnimationActive={false}
          activeDot={false}
        />
      )}
      {track.lines.map((line) => bandOf(line))}
      {track.kind === "bars"
        ? barsOf(track, Math.max(1, plotWidth / Math.max(1, times.startsMs.length) - 1))
        : track.lines.flatMap((line) => linesOf(line, track.kind === "area"))}
      {track.limit && (
        <ReferenceLine y={track.limit.value} stroke="var(--critical-fill)" strokeDasharray="4 3" />
      )}
    </ComposedChart>
  );
}

const bandOf = (line: TrackLine) =>
  line.band && (
    <Area
      key={`${line.id}-band`}
      dataKey={`${line.id}-band`}
      stroke="none"
      fill={line.colour}
      fillOpacity={0.25}
      type="linear"
      isAnimationActive={false}
      activeDot={false}
    />
  );

/** The line itself, and its newest incomplete stretch dashed. */
function linesOf(line: TrackLine, filled: boolean) {
  const still = { isAnimationActive: false, activeDot: false, type: "linear" } as const;
  const dash = line.dotted ? { strokeDasharray: "1.5 3" } : {};
  return [
    filled && !line.dotted && (
      <Area
        key={`${line.id}-fill`}
        dataKey={line.id}
        stroke="none"
        fill={line.colour}
        fillOpacity={0.2}
        {...still}
      />
    ),
    <Line
      key={line.id}
      dataKey={line.id}
      stroke={line.colour}
      strokeWidth={line.weight}
      dot={false}
      {...dash}
      {...still}
    />,
    <Line
      key={`${line.id}-alone`}
      dataKey={`${line.id}-alone`}
      stroke="none"
      dot={{ r: 1.5, fill: line.colour, stroke: "none" }}
      {...still}
    />,
    !line.dotted && (
      <Line
        key={`${line.id}-newest`}
        dataKey={`${line.id}-newest`}
        stroke={line.colour}
        strokeWidth={line.weight}
        strokeDasharray="3 3"
        dot={false}
        {...still}
      />
    ),
  ];
}

/** Bars under the limit stay grey, bars over it stand out. */
function barsOf(track: Track, barSize: number) {
  return track.lines.flatMap((line) => [
    <Bar
      key={line.id}
      dataKey={line.id}
      stackId={line.id}
      fill={line.colour}
      barSize={barSize}
      isAnimationActive={false}
    />,
    <Bar
      key={`${line.id}-over`}
      dataKey={`${line.id}-over`}
      stackId={line.id}
      fill="var(--critical-fill)"
      barSize={barSize}
      isAnimationActive={false}
    />,
  ]);
}
