/** A figure and its unit, so that the unit can be drawn smaller. An unknown figure is "–" without a unit. */
export type Formatted = { value: string; unit: string };

export const UNKNOWN = "–";
const unknown: Formatted = { value: UNKNOWN, unit: "" };

const grouped = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const significant = new Intl.NumberFormat("en-US", {
  minimumSignificantDigits: 3,
  maximumSignificantDigits: 3,
});

/** Three significant digits below 1,000, whole numbers above; 0 is "0". */
export function formatQuantity(value: number | null): string {
  if (value === null) return UNKNOWN;
  if (value === 0) return "0";
  const text = Math.abs(value) >= 999.5 ? grouped.format(value) : significant.format(value);
  return text.replace(/^-/, "−");
}

/** A count: whole, grouped; whole numbers below 1,000 get no decimals. Null is "–". */
export const formatCount = (value: number | null): string =>
  value === null ? UNKNOWN : grouped.format(value).replace(/^-/, "−");

/** Milliseconds with three significant digits, seconds from 10 s, minutes from 10 min. */
export function formatMs(ms: number | null): Formatted {
  if (ms === null) return unknown;
  if (ms >= 600_000) return { value: significant.format(ms / 60_000), unit: "min" };
  if (ms >= 9_999.5) return { value: significant.format(ms / 1_000), unit: "s" };
  if (ms === 0) return { value: "0", unit: "ms" };
  if (ms >= 999.5) return { value: grouped.format(Number(ms.toPrecision(3))), unit: "ms" };
  if (ms < 0.001) return { value: "< 0.001", unit: "ms" };
  return { value: significant.format(ms), unit: "ms" };
}

/** Requests per second. */
export const formatRate = (perSecond: number | null): Formatted =>
  perSecond === null ? unknown : { value: formatQuantity(perSecond), unit: "/s" };

/** A ratio of 0 to 1 as per cent: two decimals below 1 %, three significant digits above. */
export function formatRatio(ratio: number | null): Formatted {
  if (ratio === null) return unknown;
  const percent = ratio * 100;
  if (percent === 0) return { value: "0", unit: "%" };
  if (Math.abs(percent) < 0.005) return { value: "< 0.01", unit: "%" };
  if (Math.abs(percent) < 1) return { value: percent.toFixed(2), unit: "%" };
  if (Math.abs(percent) >= 99.95) return { value: grouped.format(percent), unit: "%" };
  return { value: significant.format(percent), unit: "%" };
}

/** Value and unit in one text with a space that does not break: "486 ms", "4,812 /s", "0.42 %". */
export const joined = ({ value, unit }: Formatted): string =>
  unit === "" ? value : `${value}\u00a0${unit}`;

const TICK_STEPS = [
  { from: 1e9, unit: "G" },
  { from: 1e6, unit: "M" },
  { from: 1e3, unit: "k" },
] as const;

/** A short axis label: 0, 400, 1.5 k, 2 M. */
export function formatTick(value: number): string {
  const step = TICK_STEPS.find((candidate) => Math.abs(value) >= candidate.from);
  const scaled = step ? value / step.from : value;
  const text = Number(scaled.toPrecision(3)).toString();
  return step ? `${text}\u00a0${step.unit}` : text;
}

/** A latency's axis label: 0, 400 ms, 1 s, 2.5 s. */
export function formatMsTick(ms: number): string {
  if (ms === 0) return "0";
  const [value, unit] = ms >= 1_000 ? [ms / 1_000, "s"] : [ms, "ms"];
  return `${Number(value.toPrecision(3))}\u00a0${unit}`;
}

/** A share's axis label from a ratio: 0, 0.5 %, 10 %. */
export const formatRatioTick = (ratio: number): string =>
  ratio === 0 ? "0" : `${Number((ratio * 100).toPrecision(3))}\u00a0%`;
