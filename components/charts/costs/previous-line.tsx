import { gapless } from "@/lib/view/cost-bars.ts";

type Props = {
  previous: readonly (number | null)[];
  x: (index: number) => number;
  y: (amount: number) => number;
};

/** What the days before came to, dotted, in pieces between days that no bill tells of. */
export function PreviousLine({ previous, x, y }: Props) {
  return (
    <g aria-hidden fill="none" className="stroke-text" strokeWidth={1.5} strokeDasharray="1.5 3">
      {gapless(previous).map((piece) => (
        <polyline
          key={piece[0]?.at}
          points={piece.map(({ at, amount }) => `${x(at)},${y(amount)}`).join(" ")}
        />
      ))}
    </g>
  );
}
