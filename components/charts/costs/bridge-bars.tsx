"use client";

import type { BridgeModel, BridgeStep } from "@/lib/view/cost-bridge.ts";
import { evenMoney } from "@/lib/view/money.ts";
import { useWidth } from "../use-width.ts";

const HEIGHT = 250;
const TOP = 24;
const BOTTOM = 44;
const LEFT = 12;
const LEAST_BAND = 84;

const FILLS = {
  whole: "fill-q50",
  more: "fill-critical-fill",
  less: "fill-ok-fill",
} as const;
const TEXTS = { whole: "fill-text", more: "fill-critical", less: "fill-ok" } as const;

/** The steps from one unit cost to the next, each bar where the one before ended. It scrolls where it does not fit. */
export function BridgeBars({ model, currency }: { model: BridgeModel; currency: string }) {
  const { ref, width: room } = useWidth<HTMLElement>();
  const { steps, lowest, highest } = model;
  const width = Math.max(room, steps.length * LEAST_BAND + 2 * LEFT);
  const band = (width - 2 * LEFT) / Math.max(1, steps.length);
  const y = (amount: number) =>
    TOP + ((highest - amount) / (highest - lowest || 1)) * (HEIGHT - TOP - BOTTOM);
  const money = evenMoney(currency, Math.max(...steps.map(({ to }) => to)));
  const textOf = ({ kind, amount }: BridgeStep) =>
    kind === "whole" ? money.amount(amount) : money.change(amount);
  const label = steps.map((step) => `${step.label} ${textOf(step)}`).join(", ");
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
    <section ref={ref} className="overflow-x-auto" tabIndex={0} aria-label="Bridge">
      <svg width={width} height={HEIGHT} role="img" aria-label={label} className="block">
        {steps.map((step, index) => (
          <Step
            key={step.id}
            {...{ step, band, y }}
            text={textOf(step)}
            left={LEFT + index * band}
            isCut={lowest > 0}
            isLast={index === steps.length - 1}
          />
        ))}
      </svg>
    </section>
  );
}

type StepProps = {
  step: BridgeStep;
  text: string;
  left: number;
  band: number;
  y: (amount: number) => number;
  isCut: boolean;
  isLast: boolean;
};

function Step({ step, text, left, band, y, isCut, isLast }: StepProps) {
  const { kind, from, to, label, note } = step;
  const bottom = HEIGHT - BOTTOM;
  const top = kind === "whole" ? y(to) : y(Math.max(from, to));
  const end = kind === "whole" ? bottom : y(Math.min(from, to));
  const width = Math.min(56, band * 0.66);
  const x = left + (band - width) / 2;
  const middle = left + band / 2;
  return (
    <g>
      <rect
        x={x}
        y={top}
        width={width}
        height={Math.max(1, end - top)}
        rx={2}
        className={FILLS[kind]}
      />
      {kind === "whole" && isCut && (
        <path
          d={`M${x} ${bottom - 12} q${width / 4} -7 ${width / 2} 0 t${width / 2} 0`}
          fill="none"
          className="stroke-surface"
          strokeWidth={3}
        />
      )}
      {!isLast && (
        <line
          x1={x + width}
          x2={x + band}
          y1={y(to)}
          y2={y(to)}
          className="stroke-text-3"
          strokeDasharray="2 2"
        />
      )}
      <text
        x={middle}
        y={top - 6}
        textAnchor="middle"
        className={`${TEXTS[kind]} text-12 font-semibold`}
      >
        {text}
      </text>
      <text
        x={middle}
        y={HEIGHT - 24}
        textAnchor="middle"
        className="fill-text text-11 font-medium"
      >
        {label}
      </text>
      <text x={middle} y={HEIGHT - 9} textAnchor="middle" className="fill-text-3 text-11">
        {note.length > 16 ? `${note.slice(0, 15)}…` : note}
      </text>
    </g>
  );
}
