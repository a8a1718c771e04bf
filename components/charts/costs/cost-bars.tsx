"use client";

import { useId, useState } from "react";
import type { CostBar, CostBarsModel } from "@/lib/view/cost-bars.ts";
import type { CostFlag } from "@/lib/view/cost-flags.ts";
import { useWidth } from "../use-width.ts";
import { BarsTooltip } from "./bars-tooltip.tsx";
import { FlagRow } from "./flag-row.tsx";
import { MoneyAxis } from "./money-axis.tsx";
import { PreviousLine } from "./previous-line.tsx";

const LEFT = 56;
const TOP = 30;
const BOTTOM = 24;
const LABEL_PX = 56;
const NO_FLAGS: readonly CostFlag[] = [];
const noNotes = (): readonly string[] => [];

type Props = {
  model: CostBarsModel;
  currency: string;
  label: string;
  labelOf: (start: string) => string;
  nameOf: (seriesId: string) => string;
  height?: number;
  /** A line across, such as the even spend of a budget. */
  limit?: { amount: number; label: string } | null;
  /** Numbered pins above a bar. */
  pins?: readonly { at: number; number: number }[];
  /** What happened on the days of bars, below the axis. */
  flags?: readonly CostFlag[];
  /** What else the tooltip says of a bar. */
  notesOf?: (at: number) => readonly string[];
};

/** Stacked bars of money by day or month, with what is forecast of the days to come. */
export function CostBars(props: Props) {
  const { model, currency, label, labelOf, nameOf, height = 280, limit = null, pins = [] } = props;
  const { flags = NO_FLAGS, notesOf = noNotes } = props;
  const { ref, width } = useWidth<HTMLDivElement>();
  const [at, setAt] = useState<number | null>(null);
  const hatch = useId();
  const { bars, ticks } = model;
  const [lowest = 0, highest = 1] = [ticks[0], ticks.at(-1)];
  const band = bars.length === 0 ? 0 : Math.max(0, width - LEFT - 8) / bars.length;
  const y = (amount: number) =>
    TOP + ((highest - amount) / (highest - lowest || 1)) * (height - TOP - BOTTOM);
  const x = (index: number) => LEFT + index * band;
  const every = Math.max(1, Math.ceil(LABEL_PX / Math.max(1, band)));
  return (
    <div
      ref={ref}
      className="relative"
      onPointerMove={(event) => {
        const left = event.clientX - event.currentTarget.getBoundingClientRect().left;
        const index = Math.floor((left - LEFT) / band);
        setAt(index >= 0 && index < bars.length ? index : null);
      }}
      onPointerLeave={() => setAt(null)}
    >
      <svg
        width={Math.max(0, width)}
        height={height}
        role="img"
        aria-label={label}
        className="block"
      >
        <Hatch id={hatch} />
        {at !== null && (
          <rect
            x={x(at)}
            y={TOP}
            width={band}
            height={height - TOP - BOTTOM}
            className="fill-surface-3"
          />
        )}
        <MoneyAxis ticks={ticks} y={y} left={LEFT} right={width - 8} currency={currency} />
        {bars.map((bar, index) => (
          <Stack key={bar.start} bar={bar} left={x(index)} band={band} y={y} hatch={hatch} />
        ))}
        <PreviousLine previous={model.previous} x={(index) => x(index) + band / 2} y={y} />
        <ForecastLine model={model} x={(index) => x(index) + band / 2} y={y} />
        {limit && <LimitLine amount={limit.amount} label={limit.label} y={y} right={width - 8} />}
        {pins.map((pin) => (
          <Pin
            key={pin.number}
            number={pin.number}
            x={x(pin.at) + band / 2}
            y={topOf(bars[pin.at], y)}
          />
        ))}
        <g aria-hidden className="fill-text-3 text-11">
          {bars.map(({ start }, index) =>
            index % every === 0 && x(index) + band / 2 < width - 16 ? (
              <text key={start} x={x(index) + band / 2} y={height - 7} textAnchor="middle">
                {labelOf(start)}
              </text>
            ) : null,
          )}
        </g>
      </svg>
      {flags.length > 0 && <FlagRow flags={flags} x={(index) => x(index) + band / 2} left={LEFT} />}
      {at !== null && bars[at] && (
        <BarsTooltip
          bar={bars[at]}
          forecast={model.forecast.find((one) => one.at === at) ?? null}
          title={labelOf(bars[at].start)}
          nameOf={nameOf}
          currency={currency}
          notes={[...notesOf(at), ...(flags.find((flag) => flag.at === at)?.titles ?? [])]}
          isRight={at < bars.length / 2}
        />
      )}
    </div>
  );
}

const topOf = (bar: CostBar | undefined, y: (amount: number) => number): number =>
  y(Math.max(0, ...(bar?.parts ?? []).map(({ high }) => high)));

function Hatch({ id }: { id: string }) {
  return (
    <defs>
      <pattern
        id={id}
        width="5"
        height="5"
        patternUnits="userSpaceOnUse"
        patternTransform="rotate(45)"
      >
        <line x1="0" y1="0" x2="0" y2="5" className="stroke-surface" strokeWidth="4" />
      </pattern>
    </defs>
  );
}

type StackProps = {
  bar: CostBar;
  left: number;
  band: number;
  y: (amount: number) => number;
  hatch: string;
};

function Stack({ bar, left, band, y, hatch }: StackProps) {
  const gap = Math.min(4, band * 0.16);
  const width = Math.max(1, band - gap);
  return (
    <g>
      {bar.parts.map(({ seriesId, colour, low, high }) => {
        const height = Math.max(0.5, y(low) - y(high) - 1);
        const box = { x: left + gap / 2, y: y(high), width, height };
        return (
          <g key={seriesId}>
            <rect {...box} style={{ fill: colour }} />
            {bar.isEstimated && <rect {...box} fill={`url(#${hatch})`} />}
          </g>
        );
      })}
    </g>
  );
}

function ForecastLine({
  model,
  x,
  y,
}: {
  model: CostBarsModel;
  x: (index: number) => number;
  y: (amount: number) => number;
}) {
  const { forecast } = model;
  if (forecast.length === 0) return null;
  const upper = forecast.map(({ at, high }) => `${x(at)},${y(high)}`);
  const lower = forecast.map(({ at, low }) => `${x(at)},${y(low)}`).reverse();
  const line = forecast.map(({ at, amount }) => `${x(at)},${y(amount)}`).join(" ");
  return (
    <g>
      <polygon points={[...upper, ...lower].join(" ")} className="fill-accent" opacity={0.16} />
      <polyline
        points={line}
        fill="none"
        className="stroke-accent"
        strokeWidth={1.5}
        strokeDasharray="4 3"
      />
      {forecast.map(({ at, amount }) => (
        <circle key={at} cx={x(at)} cy={y(amount)} r={2.5} className="fill-accent" />
      ))}
    </g>
  );
}

function LimitLine({
  amount,
  label,
  y,
  right,
}: {
  amount: number;
  label: string;
  y: (amount: number) => number;
  right: number;
}) {
  return (
    <g>
      <line
        x1={LEFT}
        x2={right}
        y1={y(amount)}
        y2={y(amount)}
        className="stroke-text"
        strokeDasharray="5 3"
        strokeWidth={1.25}
      />
      <rect x={2} y={y(amount) - 9} width={LEFT - 6} height={18} rx={3} className="fill-text" />
      <text
        x={LEFT / 2 - 1}
        y={y(amount) + 4}
        textAnchor="middle"
        className="fill-surface text-11 font-semibold"
      >
        {label}
      </text>
    </g>
  );
}

function Pin({ number, x, y }: { number: number; x: number; y: number }) {
  return (
    <g aria-hidden>
      <path
        d={`M${x - 4} ${y - 8} L${x + 4} ${y - 8} L${x} ${y - 3} Z`}
        className="fill-warning-fill"
      />
      <circle cx={x} cy={y - 17} r={8} className="fill-warning-soft stroke-warning-fill" />
      <text x={x} y={y - 13} textAnchor="middle" className="fill-warning text-11 font-semibold">
        {number}
      </text>
    </g>
  );
}
