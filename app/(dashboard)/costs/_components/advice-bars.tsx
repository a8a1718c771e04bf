import type { CostAdvice } from "@/lib/contract/cost-advice.ts";
import { adviceBarsView } from "@/lib/view/cost-advice.ts";

/** What a piece of advice rests on, drawn small: bars without an axis, and what is marked in words. */
export function AdviceBarsChart({ bars }: { bars: NonNullable<CostAdvice["bars"]> }) {
  const view = adviceBarsView(bars);
  return (
    <figure className="mt-2">
      <div role="img" aria-label={view.words} className="flex h-9 items-end gap-0.5">
        {view.bars.map(({ key, title, height, isMarked }) => (
          <span
            key={key}
            title={title}
            style={{ height }}
            className={`min-h-0.5 flex-1 rounded-t-1 ${isMarked ? "bg-accent" : "bg-line-strong"}`}
          />
        ))}
      </div>
      <figcaption className="mt-1 flex justify-between gap-2 text-11 text-text-3">
        <span className="truncate">{bars.label}</span>
        <span className="shrink-0">{view.marked}</span>
      </figcaption>
    </figure>
  );
}
