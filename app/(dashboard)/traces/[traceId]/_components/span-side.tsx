"use client";

import { X } from "lucide-react";
import { Button } from "@/components/ui/button.tsx";
import { Card } from "@/components/ui/card.tsx";
import { SidePanel } from "@/components/ui/side-panel.tsx";
import { seriesColour } from "@/lib/view/series-colour.ts";
import type { Waterfall } from "@/lib/view/waterfall.ts";
import { spanTitle } from "@/lib/view/waterfall-title.ts";
import { SpanDetail } from "./span-detail.tsx";
import { TraceSummaryPanel } from "./trace-summary.tsx";
import { useIsAtLeast } from "./use-is-at-least.ts";
import type { WaterfallState } from "./use-waterfall.ts";

type Props = { waterfall: Waterfall; state: WaterfallState; traceId: string };

/** The selected span beside the waterfall, over it on narrow screens; a summary while none is selected. */
export function SpanSide({ waterfall, state, traceId }: Props) {
  const wide = useIsAtLeast("desk");
  const { selected, select } = state;
  const close = () => select(null);
  const detail = selected && (
    <SpanDetail
      node={selected}
      mark={waterfall.marks.get(selected.key) ?? null}
      traceId={traceId}
      onSelect={select}
    />
  );
  if (wide && selected) {
    return (
      <Card className="sticky top-16 max-h-[calc(100dvh-80px)] overflow-y-auto">
        <div className="sticky top-0 z-10 flex min-h-12 items-center gap-2 border-b border-line bg-surface px-4">
          <div className="min-w-0 flex-1 py-2">
            <h2 className="truncate text-15 font-semibold" title={selected.span.name}>
              {spanTitle(selected.span)}
            </h2>
            <SpanNote service={selected.span.service} environment={selected.span.environment} />
          </div>
          <Button kind="bare" square aria-label="Close the span" onClick={close}>
            <X size={16} aria-hidden />
          </Button>
        </div>
        {detail}
      </Card>
    );
  }
  return (
    <>
      <Card>
        <TraceSummaryPanel waterfall={waterfall} traceId={traceId} onSelect={select} />
      </Card>
      <SidePanel
        open={!wide && selected !== null}
        onClose={close}
        title={selected ? spanTitle(selected.span) : ""}
        note={selected?.span.service}
      >
        {detail}
      </SidePanel>
    </>
  );
}

function SpanNote({ service, environment }: { service: string; environment: string }) {
  return (
    <p className="flex items-center gap-1.5 text-12 text-text-3">
      <span
        className="size-2 rounded-full"
        style={{ background: seriesColour(service) }}
        aria-hidden
      />
      {service}
      {environment !== "" && ` · ${environment}`}
    </p>
  );
}
