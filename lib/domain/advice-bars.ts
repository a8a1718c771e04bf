/** A bar of what advice rests on; `isMarked`: what the advice is about. */
export type AdviceBar = { label: string; value: number; text: string; isMarked: boolean };

/** What advice rests on, drawn small. `full`: the value of a bar of full height, as a limit is; null: the largest has it. */
export type AdviceBars = { label: string; full: number | null; bars: AdviceBar[] };

/** More bars than this are not told apart at a card's width. */
const MOST_BARS = 24;

/** A ratio as whole per cent. */
export const percentText = (ratio: number): string => `${Math.round(ratio * 100)}\u00a0%`;

type Part = { label: string; value: number; isMarked: boolean };

/** Parts of one sum, the largest first, each told by its share. Null: there is no sum. */
export function shareBars(label: string, parts: readonly Part[]): AdviceBars | null {
  const sum = parts.reduce((total, { value }) => total + value, 0);
  if (sum <= 0) return null;
  const bars = parts
    .filter(({ value }) => value > 0)
    .toSorted((a, b) => b.value - a.value)
    .slice(0, MOST_BARS)
    .map((part) => ({ ...part, text: percentText(part.value / sum) }));
  return { label, full: null, bars };
}

/** What was used of a limit in each hour of the day (UTC): the 95th of 100 such hours. Hours below `low` are marked. */
export function hourBars(
  label: string,
  hours: readonly { atMs: number; ratio: number }[],
  low: number,
): AdviceBars {
  const byHour: number[][] = Array.from({ length: 24 }, () => []);
  for (const { atMs, ratio } of hours) byHour[new Date(atMs).getUTCHours()]?.push(ratio);
  const bars = byHour.flatMap((own, hour) => {
    const value = own.toSorted((a, b) => a - b)[Math.ceil(0.95 * own.length) - 1];
    if (value === undefined) return [];
    const clock = `${String(hour).padStart(2, "0")}:00`;
    return [{ label: clock, value, text: percentText(value), isMarked: value < low }];
  });
  return { label, full: 1, bars };
}
