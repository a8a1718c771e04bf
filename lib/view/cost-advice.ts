import type { CostAdvice, CostAdviceResponse } from "@/lib/contract/cost-advice.ts";
import { adviceFigure } from "./cost-figures.ts";
import { formatMoney } from "./money.ts";

/** What is worth less than this share of a month's bill is not worth a card of its own. */
const LEAST_SHARE = 0.001;

/** What a month must save to be shown at once, from what some days of it cost. */
export const leastAdvice = (total: string | null, dayCount: number): number =>
  total === null || dayCount === 0 ? 0 : (LEAST_SHARE * Math.max(0, Number(total)) * 30) / dayCount;

/** Advice worth a card each, and what is only counted; a piece alone is never hidden. */
export function adviceBySize(
  advice: readonly CostAdvice[],
  least: number,
): { shown: CostAdvice[]; small: CostAdvice[] } {
  const small = advice.filter(({ perMonth }) => Number(perMonth) < least);
  return small.length === advice.length
    ? { shown: [...advice], small: [] }
    : { shown: advice.filter((one) => !small.includes(one)), small };
}

/** "4 pieces, $153.70 a month; estimates, each says what it rests on". */
export function adviceNote(answer: CostAdviceResponse): string {
  const told = adviceFigure(answer);
  const rest = "estimates, each says what it rests on";
  if (!told || told.count === 0) return rest;
  const saving = formatMoney(told.savingPerMonth, answer.currency ?? "");
  return `${told.count} ${told.count === 1 ? "piece" : "pieces"}, ${saving} a month; ${rest}`;
}

/** Bars as they are drawn: their height in per cent of the chart's, and all of them in words. */
export function adviceBarsView({ label, full, bars }: NonNullable<CostAdvice["bars"]>) {
  const most = full ?? Math.max(...bars.map(({ value }) => value));
  const marked = bars.filter(({ isMarked }) => isMarked);
  const [only] = marked;
  return {
    bars: bars.map(({ label: name, value, text, isMarked }, index) => ({
      ...{ key: `${index} ${name}`, title: `${name}: ${text}`, isMarked },
      height: `${most === 0 ? 0 : Math.min(value / most, 1) * 100}%`,
    })),
    words: `${label}: ${bars.map(({ label: name, text }) => `${name} ${text}`).join(", ")}`,
    marked: marked.length === 1 && only ? `${only.label}: ${only.text}` : "",
  };
}
