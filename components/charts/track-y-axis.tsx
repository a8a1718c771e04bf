"use client";

import { GUTTER } from "./tracks-context.ts";

/** `share`: 0 at the bottom, 1 at the top. */
type Mark = { label: string; share: number };

type Props = { height: number; ticks: readonly Mark[]; limit: Mark | null };

const TOO_CLOSE_PX = 14;

/** Labels left of a plot; the limit is a pill that pushes labels under it away. */
export function TrackYAxis({ height, ticks, limit }: Props) {
  const topOf = (share: number) => (1 - share) * height;
  const limitTop = limit && limit.share >= 0 && limit.share <= 1 ? topOf(limit.share) : null;
  return (
    <div
      aria-hidden
      className="absolute inset-y-0 left-0 text-11 text-text-3"
      style={{ width: GUTTER - 8 }}
    >
      {ticks.map(({ label, share }) => {
        const top = topOf(share);
        if (limitTop !== null && Math.abs(top - limitTop) < TOO_CLOSE_PX) return null;
        return (
          <span
            key={label}
            className="absolute right-0 -translate-y-1/2 whitespace-nowrap"
            style={{ top }}
          >
            {label}
          </span>
        );
      })}
      {limit && limitTop !== null && (
        <span
          className="absolute right-0 -translate-y-1/2 rounded-1 bg-critical-soft px-1 font-medium whitespace-nowrap text-critical"
          style={{ top: limitTop }}
        >
          {limit.label}
        </span>
      )}
    </div>
  );
}
