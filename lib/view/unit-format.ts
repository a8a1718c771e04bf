import { spanTicks } from "./axis.ts";
import {
  type Formatted,
  formatCount,
  formatMs,
  formatQuantity,
  joined,
  UNKNOWN,
} from "./format.ts";

/** How figures of one unit are written. */
export type UnitFormat = {
  /** What the axis and the header say, such as "s", "requests/s"; empty: a plain number. */
  name: string;
  /** Null is "–". */
  write: (value: number | null) => Formatted;
  /** Short, for an axis: "1 s", "2.5 k", "0". */
  tick: (value: number) => string;
  /** Round values for an axis that holds zero, with short labels in one scale. */
  ticks: (range: { min: number; max: number }, most: number) => { value: number; label: string }[];
};

type Scale = { size: number; unit: string };

/** What a unit is made of: figures are multiplied by `factor` and then written in the scale that fits. */
type Family = {
  factor: number;
  scales: readonly Scale[];
  write: (value: number) => Formatted;
};

const scaleOf = (scales: readonly Scale[], value: number): Scale =>
  scales.findLast((scale) => Math.abs(value) >= scale.size * 0.9995) ??
  scales[0] ?? { size: 1, unit: "" };

/** Whole numbers stay whole, others get three significant digits. */
const plain = (value: number): string =>
  Number.isInteger(value) ? formatCount(value) : formatQuantity(value);

const written = (scales: readonly Scale[], value: number): Formatted => {
  const { size, unit } = scaleOf(scales, value);
  return { value: plain(Number((value / size).toPrecision(12))), unit };
};

const SHORT: readonly Scale[] = [
  { size: 1, unit: "" },
  { size: 1e3, unit: "k" },
  { size: 1e6, unit: "M" },
  { size: 1e9, unit: "G" },
  { size: 1e12, unit: "T" },
];

/** In ms. Minutes and more are for axes. */
const TIMES: readonly Scale[] = [
  { size: 1e-6, unit: "ns" },
  { size: 1e-3, unit: "µs" },
  { size: 1, unit: "ms" },
  { size: 1e3, unit: "s" },
  { size: 6e5, unit: "min" },
  { size: 7.2e6, unit: "h" },
  { size: 1.728e8, unit: "d" },
];
const TIME_SIZES: Readonly<Record<string, number>> = { min: 6e4, h: 3.6e6, d: 8.64e7 };
/** Below this many ms a time is written in µs or ns. */
const LEAST_MS = 0.1;

const BYTES: readonly Scale[] = [
  { size: 1, unit: "B" },
  { size: 2 ** 10, unit: "KiB" },
  { size: 2 ** 20, unit: "MiB" },
  { size: 2 ** 30, unit: "GiB" },
  { size: 2 ** 40, unit: "TiB" },
];

const writeTime = (ms: number): Formatted =>
  ms < 0 || (ms > 0 && ms < LEAST_MS) ? written(TIMES.slice(0, 4), ms) : formatMs(ms);

const time = (factor: number): Family => ({ factor, scales: TIMES, write: writeTime });
const bytes = (factor: number): Family => ({
  factor,
  scales: BYTES,
  write: (value) => written(BYTES, value),
});
const percent = (factor: number): Family => ({
  factor,
  scales: [{ size: 1, unit: "%" }],
  write: (value) => ({ value: plain(Number(value.toPrecision(12))), unit: "%" }),
});
const counted = (unit: string, one = unit): Family => ({
  factor: 1,
  scales: SHORT,
  write: (value) => ({ value: plain(value), unit: value === 1 ? one : unit }),
});

/** UCUM's codes, and the words that older senders use. Figures become ms, bytes or per cent. */
const FAMILIES: ReadonlyMap<string, Family> = new Map([
  ["ns", time(1e-6)],
  ["us", time(1e-3)],
  ["µs", time(1e-3)],
  ["ms", time(1)],
  ["milliseconds", time(1)],
  ["s", time(1e3)],
  ["seconds", time(1e3)],
  ["min", time(6e4)],
  ["h", time(3.6e6)],
  ["d", time(8.64e7)],
  ["By", bytes(1)],
  ["bytes", bytes(1)],
  ["kBy", bytes(1e3)],
  ["KiBy", bytes(2 ** 10)],
  ["MBy", bytes(1e6)],
  ["MiBy", bytes(2 ** 20)],
  ["GBy", bytes(1e9)],
  ["GiBy", bytes(2 ** 30)],
  ["%", percent(1)],
]);

const WORDS: Readonly<Record<string, string>> = { Cel: "°C", "1": "" };
const RATIO = /(?:utilization|utilisation|ratio|fraction)$/;

/** Many of a counted thing: requests, queries, processes. A word that is plural already stays. */
function pluralOf(word: string): string {
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`;
  if (/(?:ss|x|ch|sh)$/.test(word)) return `${word}es`;
  return /[^A-Za-z]$|s$/.test(word) ? word : `${word}s`;
}

function familyOf(unit: string, metric: string): Family {
  const known = FAMILIES.get(unit);
  if (known) return known;
  const thing = /^\{(.+)\}$/.exec(unit)?.[1];
  if (thing) return counted(pluralOf(thing), thing);
  if ((unit === "1" || unit === "") && RATIO.test(metric)) return percent(100);
  return counted(WORDS[unit] ?? unit);
}

/**
 * How to write figures of a UCUM unit such as `s`, `By`, `{request}/s` or `1`. A metric whose name says that it is
 * a ratio is written as per cent.
 */
export function unitFormat(ucum: string, metric = ""): UnitFormat {
  const [head = "", ...rest] = ucum.trim().split("/");
  const family = familyOf(head, rest.length === 0 ? metric : "");
  const per = rest.map((part) => `/${part}`).join("");
  const write = (value: number | null): Formatted => {
    if (value === null) return { value: UNKNOWN, unit: "" };
    const figure = family.write(value * family.factor);
    return { value: figure.value, unit: `${figure.unit}${per}` };
  };
  return {
    name: `${nameOf(family)}${per}`,
    write,
    tick: (value) => tickLabel(family, value * family.factor),
    ticks: ({ min, max }, most) => {
      const inFamily = { min: min * family.factor, max: max * family.factor };
      const size = sizeOf(family, Math.max(-inFamily.min, inFamily.max));
      const values = spanTicks(inFamily.min / size, inFamily.max / size, most).map(
        (value) => value * size,
      );
      const widest = Math.max(...values.map(Math.abs));
      return values.map((value) => ({
        value: value / family.factor,
        label: tickLabel(family, value, widest),
      }));
    },
  };
}

/** How much one of the unit is that figures of about `value` are written in. */
function sizeOf({ scales }: Family, value: number): number {
  const { unit, size } = scaleOf(scales, value);
  return scales === TIMES ? (TIME_SIZES[unit] ?? size) : size;
}

/** A label in the scale of the axis' widest value; at most three digits count. */
function tickLabel(family: Family, value: number, widest = value): string {
  if (value === 0) return "0";
  const { unit } = scaleOf(family.scales, widest);
  const scaled = Number((value / sizeOf(family, widest)).toPrecision(3));
  return `${String(scaled).replace("-", "−")}${unit === "" ? "" : `\u00a0${unit}`}`;
}

const nameOf = (family: Family): string => {
  if (family.scales === TIMES) return "time";
  if (family.scales === BYTES) return "bytes";
  return family.write(2).unit;
};

/** A figure and its unit as one text. */
export const writeWith =
  (format: UnitFormat) =>
  (value: number | null): string =>
    joined(format.write(value));
