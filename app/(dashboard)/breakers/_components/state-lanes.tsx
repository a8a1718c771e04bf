"use client";

import { GUTTER, useTracks } from "@/components/charts/tracks-context.ts";
import { useZone } from "@/components/frame/preferences.tsx";
import type { BreakerState } from "@/lib/domain/breakers.ts";
import { type BreakerRow, laneWords } from "@/lib/view/breaker-page.ts";
import { shareAt } from "@/lib/view/track.ts";

const MOST = 12;
const stripes = (angle: number, colour: string, px: number) =>
  `repeating-linear-gradient(${angle}deg, ${colour} 0 ${px}px, transparent ${px}px ${2 * px}px)`;

/** Height and texture as well as colour: closed thin, half-open striped, open full, forced open crossed, unknown dashed. */
const LOOKS: Record<BreakerState, { height: number; background: string }> = {
  closed: { height: 3, background: "var(--ok)" },
  open: { height: 16, background: "var(--critical-fill)" },
  "half-open": { height: 16, background: stripes(45, "var(--warning-fill)", 3) },
  "forced-open": {
    height: 16,
    background: `${stripes(45, "var(--critical-fill)", 1)}, ${stripes(-45, "var(--critical-fill)", 1)}`,
  },
  unknown: { height: 2, background: stripes(90, "var(--unknown)", 4) },
};

/** The state of each instance over time, trouble first. */
export function StateLanes({ rows }: { rows: readonly BreakerRow[] }) {
  const { times, plotWidth } = useTracks();
  const zone = useZone();
  const shown = rows.slice(0, MOST);
  const x = (at: string) => Math.min(1, Math.max(0, shareAt(times, Date.parse(at)))) * plotWidth;
  return (
    <section className="pt-4" aria-label="States over time">
      <div className="mb-1 flex flex-wrap items-center gap-x-3 px-4 text-12">
        <h2 className="text-13 font-semibold">States over time</h2>
        <span className="text-text-3">
          {shown.length} of {rows.length}, trouble first
        </span>
        {(["closed", "half-open", "open", "forced-open", "unknown"] as const).map((state) => (
          <span key={state} className="flex items-center gap-1 text-text-2">
            <span aria-hidden className="inline-block w-4" style={LOOKS[state]} />
            {state}
          </span>
        ))}
      </div>
      <ul>
        {shown.map((row) => (
          <li key={row.id} className="border-t border-grid pt-1">
            <div className="truncate px-4 text-11 text-text-2">
              {row.breaker}{" "}
              <span className="text-text-3">
                {row.service} {row.instance}
              </span>
            </div>
            <div className="relative h-5" style={{ marginLeft: GUTTER, width: plotWidth }}>
              <span className="sr-only">{laneWords(row, zone)}</span>
              {row.lanes.map(({ state, from, to }) => (
                <span
                  key={from}
                  aria-hidden
                  className="absolute top-1/2 -translate-y-1/2"
                  style={{ ...LOOKS[state], left: x(from), width: Math.max(1, x(to) - x(from)) }}
                />
              ))}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
