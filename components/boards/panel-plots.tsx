"use client";

import clsx from "clsx";
import { type ReactNode, useMemo, useState } from "react";
import { HeatBody } from "@/components/charts/heat-body.tsx";
import { TrackBody } from "@/components/charts/track-body.tsx";
import { HeatMenu, TrackMenu } from "@/components/charts/track-menu.tsx";
import { Tracks } from "@/components/charts/tracks.tsx";
import type { Moment } from "@/components/charts/tracks-pointer.ts";
import { useZoom } from "@/components/frame/use-zoom.ts";
import type { ChartSpec } from "@/lib/domain/chart-spec.ts";
import type { TableRow } from "@/lib/view/chart-table.ts";
import type { HeatGrid } from "@/lib/view/heatmap.ts";
import type { PanelModel } from "@/lib/view/panel.ts";
import { isolated, summaryOf, type Track, type TrackTimes, toggled } from "@/lib/view/track.ts";
import { useHeight } from "./use-height.ts";

const LEGEND_PX = 28;
const AXIS_PX = 24;
const LEAST_PX = 32;

type Shared = {
  title: string;
  /** For the chart's menu: what is drawn, narrowed as it is drawn. */
  spec: ChartSpec;
  onPick?: ((moment: Moment) => void) | undefined;
};

/** Gives a panel's charts the height that the panel has; a drag zooms the whole page. */
function PanelTracks({
  title,
  times,
  tracks,
  onPick,
  children,
}: Omit<Shared, "spec"> & {
  times: TrackTimes;
  tracks: readonly Track[];
  children: (heightPx: number) => ReactNode;
}) {
  const { ref, height } = useHeight<HTMLDivElement>();
  const { zoomTo, zoomOut } = useZoom();
  return (
    <div ref={ref} className="h-full overflow-hidden">
      {height > 0 && (
        <Tracks
          label={title}
          times={times}
          tracks={tracks}
          intervals={[]}
          flags={[]}
          onZoom={zoomTo}
          onZoomOut={zoomOut}
          onPick={onPick}
        >
          {children(height - AXIS_PX)}
        </Tracks>
      )}
    </div>
  );
}

type LinesProps = Shared & {
  model: Pick<PanelModel, "times" | "tracks">;
  /** Draws a track in another way, without the lines that were hidden. */
  draw?: (heightPx: number, hidden: ReadonlySet<string>) => ReactNode;
};

/** Lines, areas or bars that fill their panel, one plot per unit, each with its legend in a line. */
export function PanelLines({ model, draw, ...shared }: LinesProps) {
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const tracks = useMemo(
    () =>
      model.tracks.map((track) => ({
        ...track,
        lines: track.lines.filter((line) => !hidden.has(line.id)),
      })),
    [model.tracks, hidden],
  );
  return (
    <PanelTracks {...shared} times={model.times} tracks={tracks}>
      {(heightPx) => {
        const height = Math.max(LEAST_PX, Math.floor(heightPx / tracks.length) - LEGEND_PX);
        return tracks.map((track, index) => (
          <div key={track.id} data-chart={track.id}>
            <Legend
              track={model.tracks[index] ?? track}
              newest={model.times.newest}
              hidden={hidden}
              onHide={setHidden}
              menu={
                <TrackMenu
                  track={{ ...track, title: tracks.length > 1 ? track.title : shared.title }}
                  spec={shared.spec}
                />
              }
            />
            {draw ? draw(height, hidden) : <TrackBody track={{ ...track, height }} />}
          </div>
        ));
      }}
    </PanelTracks>
  );
}

type LegendProps = {
  track: Track;
  newest: number | null;
  hidden: ReadonlySet<string>;
  onHide: (hidden: ReadonlySet<string>) => void;
  menu: ReactNode;
};

/** Each line's name with its last value; a click hides it, a double click shows it alone. */
function Legend({ track, newest, hidden, onHide, menu }: LegendProps) {
  return (
    <div className="flex items-center gap-1 pr-1 pl-3 text-12" style={{ height: LEGEND_PX }}>
      <ul className="pointer-events-auto flex min-w-0 flex-1 gap-3 overflow-x-auto whitespace-nowrap">
        {track.lines.map((line) => {
          const { last } = summaryOf(line, newest);
          return (
            <li key={line.id}>
              <button
                type="button"
                aria-pressed={!hidden.has(line.id)}
                onClick={() => onHide(toggled(hidden, line.id))}
                onDoubleClick={() => onHide(isolated(track, hidden, line.id))}
                className={clsx(
                  "inline-flex items-center gap-1.5 text-text-2 hover:text-text",
                  hidden.has(line.id) && "opacity-50",
                )}
              >
                <span aria-hidden className="h-0.5 w-3" style={{ background: line.colour }} />
                {line.label}
                <span className="text-text">{last === null ? "–" : track.write(last)}</span>
              </button>
            </li>
          );
        })}
      </ul>
      {menu}
    </div>
  );
}

type HeatProps = Shared & {
  times: TrackTimes;
  grid: HeatGrid;
  /** What is counted, such as "requests". */
  unit: string;
  rows: () => readonly TableRow[];
};

/** A heatmap that fills its panel. */
export function PanelHeat({ times, grid, unit, rows, ...shared }: HeatProps) {
  return (
    <PanelTracks {...shared} times={times} tracks={[]}>
      {(heightPx) => (
        <div data-chart="heatmap">
          <div
            className="flex items-center justify-between pr-1 pl-3 text-12 text-text-3"
            style={{ height: LEGEND_PX }}
          >
            {unit}, colour is the count
            <HeatMenu title={shared.title} spec={shared.spec} rows={rows} />
          </div>
          <HeatBody
            heatmap={grid}
            height={Math.max(LEAST_PX, heightPx - LEGEND_PX)}
            title={shared.title}
            limit={null}
          />
        </div>
      )}
    </PanelTracks>
  );
}
