import { Value } from "@/components/ui/value.tsx";
import type { Formatted } from "@/lib/view/format.ts";

/** A name with its figure. */
export type PanelLine = readonly [label: string, figure: Formatted];

/** Figures of a thing in its side panel, two beside each other. */
export function PanelList({ lines }: { lines: readonly PanelLine[] }) {
  return (
    <dl className="grid grid-cols-2 gap-x-4">
      {lines.map(([label, figure]) => (
        <div key={label} className="flex justify-between gap-2 border-b border-grid py-1">
          <dt className="text-text-3">{label}</dt>
          <dd className="text-right">
            <Value figure={figure} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
