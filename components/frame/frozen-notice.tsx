"use client";

import { Snowflake } from "lucide-react";
import { Button } from "@/components/ui/button.tsx";
import { boundMs } from "@/lib/view/ranges.ts";
import { liveRange } from "@/lib/view/share-link.ts";
import { formatRange, formatTime, zoneLabel } from "@/lib/view/time-format.ts";
import { useZone } from "./preferences.tsx";
import { useBar } from "./use-bar.ts";

/** Says that the page came by a frozen link, from when, and leads back to the present. */
export function FrozenNotice() {
  const { bar, setBar } = useBar();
  const zone = useZone();
  const frozenMs = bar.frozen === null ? Number.NaN : Date.parse(bar.frozen);
  const fromMs = boundMs(bar.from, frozenMs);
  const toMs = boundMs(bar.to, frozenMs);
  if (Number.isNaN(frozenMs) || fromMs === null || toMs === null) return null;
  const range = { fromMs, toMs };
  return (
    <div
      role="note"
      className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-accent-soft px-3 py-1.5 text-12 tablet:px-5"
    >
      <Snowflake size={14} aria-hidden className="shrink-0 text-accent" />
      <span className="min-w-0 flex-1">
        Frozen at {formatTime(frozenMs, zone, "full")} {zoneLabel(zone)}: whoever opens this link
        sees {formatRange(range, zone)}.
      </span>
      <Button onClick={() => setBar(liveRange(range))}>Back to live</Button>
    </div>
  );
}
