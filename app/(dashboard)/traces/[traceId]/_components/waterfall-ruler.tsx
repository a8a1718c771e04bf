"use client";

import { nsText } from "@/lib/view/waterfall.ts";
import { placeBar, rulerTicks, type TimeWindow } from "@/lib/view/waterfall-ruler.ts";
import { useDragShares } from "./use-drag-shares.ts";

type Props = { window: TimeWindow; onZoom: (window: TimeWindow | null) => void };

const TICKS = 5;
/** A drag over less than this share of the width is a click. */
const LEAST_SHARE = 0.01;

/** Time from the start of the trace. A drag draws that part, a double click draws all again. */
export function WaterfallRuler({ window, onZoom }: Props) {
  const spanNs = window.toNs - window.fromNs;
  const { drag, handlers } = useDragShares(({ from, to }) => {
    if (Math.abs(to - from) < LEAST_SHARE) return;
    onZoom({
      fromNs: Math.round(window.fromNs + Math.min(from, to) * spanNs),
      toNs: Math.round(window.fromNs + Math.max(from, to) * spanNs),
    });
  });
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: z and Shift+z do the same by keyboard
    <div
      className="relative mr-22 h-full min-w-0 flex-1 cursor-crosshair touch-none text-11 text-text-3 select-none max-tablet:mr-14"
      onDoubleClick={() => onZoom(null)}
      {...handlers}
    >
      {rulerTicks(window, TICKS).map((ns) => {
        const left = placeBar({ startNs: ns, endNs: ns }, window)?.leftPercent ?? 0;
        return (
          <span
            key={ns}
            className="absolute top-1.5 whitespace-nowrap max-tablet:even:hidden"
            style={{
              left: `${left}%`,
              transform: `translateX(-${left > 92 ? 100 : left < 4 ? 0 : 50}%)`,
            }}
          >
            {nsText(ns)}
          </span>
        );
      })}
      {drag && (
        <span
          className="absolute inset-y-0 bg-accent/20"
          style={{
            left: `${Math.min(drag.from, drag.to) * 100}%`,
            width: `${Math.abs(drag.to - drag.from) * 100}%`,
          }}
        />
      )}
    </div>
  );
}

/** The ruler's moments drawn down through the rows. */
export function RulerLines({ window }: { window: TimeWindow }) {
  return (
    <div
      className="pointer-events-none absolute inset-y-0 right-22 left-(--names) max-tablet:right-14"
      aria-hidden
    >
      {rulerTicks(window, TICKS).map((ns) => (
        <span
          key={ns}
          className="absolute inset-y-0 w-px bg-grid"
          style={{ left: `${placeBar({ startNs: ns, endNs: ns }, window)?.leftPercent ?? 0}%` }}
        />
      ))}
    </div>
  );
}
