"use client";

import { GUTTER, useTracks } from "@/components/charts/tracks-context.ts";
import { useZone } from "@/components/frame/preferences.tsx";
import { type BreakerRow, laneWords } from "@/lib/view/breaker-rows.ts";
import { shareAt } from "@/lib/view/track.ts";
import { LANE_LOOKS, StateLane } from "./state-lane.tsx";

const MOST = 12;

/** The state of each instance over time, trouble first. */
export function StateLanes({ rows }: { rows: readonly BreakerRow[] }) {
  const { times, plotWidth } = useTracks();
  const zone = useZone();
  const instances = rows.flatMap((row) => row.instances);
  const shown = instances.slice(0, MOST);
  return (
    <section className="pt-4" aria-label="States over time">
      <div className="mb-1 flex flex-wrap items-center gap-x-3 px-4 text-12">
        <h2 className="text-13 font-semibold">States over time</h2>
        <span className="text-text-3">
          {shown.length} of {instances.length} instances, trouble first
        </span>
        {(["closed", "half-open", "open", "forced-open", "unknown"] as const).map((state) => (
          <span key={state} className="flex items-center gap-1 text-text-2">
            <span aria-hidden className="inline-block w-4" style={LANE_LOOKS[state]} />
            {state}
          </span>
        ))}
      </div>
      <ul>
        {shown.map((one) => (
          <li key={one.id} className="border-t border-grid pt-1">
            <div className="truncate px-4 text-11 text-text-2">
              {one.breaker}{" "}
              <span className="text-text-3">
                {one.service} {one.instance}
              </span>
            </div>
            <div style={{ marginLeft: GUTTER, width: plotWidth }}>
              <StateLane
                lanes={one.lanes}
                words={laneWords(one, zone)}
                shareAt={(ms) => shareAt(times, ms)}
              />
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
