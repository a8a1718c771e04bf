import clsx from "clsx";
import { type SparkSeries, sparkPaths } from "@/lib/view/sparkline.ts";

const TONES = {
  calm: "text-text-3",
  warning: "text-warning-fill",
  critical: "text-critical-fill",
} as const;

type Props = {
  values: SparkSeries;
  width?: number;
  height?: number;
  limit?: number | null;
  tone?: keyof typeof TONES;
  /** Without its area and dot, for dense rows. */
  bare?: boolean;
  className?: string;
};

/** A picture of the figure beside it, so it is silent for screen readers. */
export function Sparkline({
  values,
  width = 72,
  height = 28,
  limit = null,
  tone = "calm",
  bare = false,
  className,
}: Props) {
  const paths = sparkPaths(values, { width, height, limit });
  return (
    <svg
      width={width}
      height={height}
      aria-hidden="true"
      className={clsx(
        "inline-block shrink-0 overflow-visible align-middle",
        TONES[tone],
        className,
      )}
    >
      {!bare && <path d={paths.area} fill="currentColor" opacity={0.18} />}
      {paths.limitY !== null && (
        <line
          x1={0}
          x2={width - 2}
          y1={paths.limitY}
          y2={paths.limitY}
          className="stroke-text-3"
          strokeDasharray="2 3"
          opacity={0.8}
        />
      )}
      <path d={paths.line} fill="none" stroke="currentColor" strokeWidth={1.25} />
      {!bare && paths.last && (
        <circle cx={paths.last.x} cy={paths.last.y} r={1.75} fill="currentColor" />
      )}
    </svg>
  );
}
