"use client";

import { Sparkline } from "@/components/charts/sparkline.tsx";
import { Value } from "@/components/ui/value.tsx";
import type { PanelFigure } from "@/lib/view/panel.ts";

/** Values of the whole range, each with its course; several stand beside and below each other. */
export function PanelFigures({ figures }: { figures: readonly PanelFigure[] }) {
  return (
    <ul className="grid h-full auto-rows-[minmax(56px,1fr)] grid-cols-[repeat(auto-fit,minmax(120px,1fr))] gap-x-4 overflow-auto px-4 py-2">
      {figures.map((figure) => (
        <li key={figure.id} className="flex min-w-0 flex-col justify-center">
          <span className="truncate text-12 text-text-2">{figure.label}</span>
          <span className="flex flex-wrap items-end gap-x-4">
            <Value figure={figure.value} className="text-22 font-semibold" />
            <Sparkline values={figure.values} />
          </span>
        </li>
      ))}
    </ul>
  );
}
