import clsx from "clsx";
import { Bookmark, Flag, TriangleAlert } from "lucide-react";
import type { CostFlag } from "@/lib/view/cost-flags.ts";

const ICONS = { deploy: Flag, incident: TriangleAlert, marker: Bookmark } as const;
/** As many lines a title of the browser may have. */
const MOST_TITLES = 8;

type Props = { flags: readonly CostFlag[]; x: (at: number) => number; left: number };

/** Deploys, incidents and marks below the bars of their days; what they were stands in the bar's tooltip too. */
export function FlagRow({ flags, x, left }: Props) {
  return (
    <ul aria-label="Deploys and marks" className="relative h-7 border-t border-grid">
      <li
        aria-hidden
        className="absolute top-1.5 left-0 text-right text-11 text-text-3"
        style={{ width: left - 8 }}
      >
        Events
      </li>
      {flags.map(({ at, kind, titles }) => {
        const Icon = ICONS[kind];
        const text = titles.slice(0, MOST_TITLES).join("\n");
        return (
          <li
            key={at}
            title={text}
            className={clsx(
              "absolute top-1 grid size-5 -translate-x-1/2 place-items-center rounded-1",
              kind === "deploy" ? "bg-text text-bg" : "bg-surface-3 text-text-2",
            )}
            style={{ left: x(at) }}
          >
            <Icon size={12} aria-hidden />
            <span className="sr-only">{text}</span>
          </li>
        );
      })}
    </ul>
  );
}
