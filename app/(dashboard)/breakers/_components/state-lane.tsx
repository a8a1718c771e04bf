import type { Breaker } from "@/lib/contract/breakers.ts";
import type { BreakerState } from "@/lib/domain/breakers.ts";

const stripes = (angle: number, colour: string, px: number) =>
  `repeating-linear-gradient(${angle}deg, ${colour} 0 ${px}px, transparent ${px}px ${2 * px}px)`;

/** Height and texture as well as colour: closed thin, half-open striped, open full, forced open crossed, unknown dashed. */
export const LANE_LOOKS: Record<BreakerState, { height: number; background: string }> = {
  closed: { height: 3, background: "var(--ok)" },
  open: { height: 16, background: "var(--critical-fill)" },
  "half-open": { height: 16, background: stripes(45, "var(--warning-fill)", 3) },
  "forced-open": {
    height: 16,
    background: `${stripes(45, "var(--critical-fill)", 1)}, ${stripes(-45, "var(--critical-fill)", 1)}`,
  },
  unknown: { height: 2, background: stripes(90, "var(--unknown)", 4) },
};

/** Not less than this, so that a moment is seen. */
const LEAST_PX = { closed: 1, unknown: 1, open: 3, "half-open": 3, "forced-open": 3 } as const;

type Props = {
  lanes: Breaker["lanes"];
  /** The same for who cannot see it. */
  words: string;
  /** Where a moment lies, 0 to 1. */
  shareAt: (ms: number) => number;
};

/** The states of one instance over time, as wide as its parent. */
export function StateLane({ lanes, words, shareAt }: Props) {
  const x = (at: string) => Math.min(1, Math.max(0, shareAt(Date.parse(at)))) * 100;
  return (
    <div className="relative h-5">
      <span className="sr-only">{words}</span>
      {lanes.map(({ state, from, to }, i) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: two stretches may begin at one moment
          key={i}
          aria-hidden
          className="absolute top-1/2 -translate-y-1/2"
          style={{
            ...LANE_LOOKS[state],
            left: `${x(from)}%`,
            width: `max(${LEAST_PX[state]}px, ${x(to) - x(from)}%)`,
          }}
        />
      ))}
    </div>
  );
}
