import type { Dumbbell } from "@/lib/view/request-rows.ts";

const WIDTH = 184;
const HEIGHT = 16;
const INSET = 6;

const FILLS = {
  ok: "fill-q95 stroke-q95",
  unknown: "fill-q95 stroke-q95",
  warning: "fill-warning-fill stroke-warning-fill",
  critical: "fill-critical-fill stroke-critical-fill",
} as const;

type Props = { dumbbell: Dumbbell; status: keyof typeof FILLS };

/** p50, p95 and p99 on a log axis that all rows share; the figures stand beside it, so it is silent. */
export function DumbbellMark({ dumbbell, status }: Props) {
  const x = (share: number) => INSET + share * (WIDTH - 2 * INSET);
  const { p50, p95, p99, limit } = dumbbell;
  return (
    <svg width={WIDTH} height={HEIGHT} aria-hidden="true" className="block">
      <line x1={0} x2={WIDTH} y1={8} y2={8} className="stroke-grid" />
      <line
        x1={x(limit)}
        x2={x(limit)}
        y1={0}
        y2={HEIGHT}
        className="stroke-critical-fill"
        strokeDasharray="2 2"
      />
      {p50 !== null && p95 !== null && (
        <line x1={x(p50)} x2={x(p95)} y1={8} y2={8} className={FILLS[status]} strokeWidth={2} />
      )}
      {p50 !== null && <circle cx={x(p50)} cy={8} r={2.5} className="fill-q50" />}
      {p99 !== null && <circle cx={x(p99)} cy={8} r={2.5} className="fill-q99" />}
      {p95 !== null && <circle cx={x(p95)} cy={8} r={3.5} className={FILLS[status]} />}
    </svg>
  );
}
