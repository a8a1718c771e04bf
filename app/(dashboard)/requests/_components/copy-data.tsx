"use client";

import { Copy } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Menu, MenuItem } from "@/components/ui/menu.tsx";
import type { Track, TrackTimes } from "@/lib/view/track.ts";
import { toCsv, toTrackTable } from "@/lib/view/track-table.ts";

const SAID_MS = 2_000;

/** The figures behind the charts, for a table or a program. */
export function CopyData({ tracks, times }: { tracks: readonly Track[]; times: TrackTimes }) {
  const [copied, setCopied] = useState(false);
  const copy = async (text: string) => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), SAID_MS);
  };
  return (
    <Menu
      trigger={
        <Button kind="bare" className="-my-1.5 px-1.5">
          <Copy size={13} aria-hidden />
          <span aria-live="polite">{copied ? "Copied" : "Copy data"}</span>
        </Button>
      }
    >
      <MenuItem onSelect={() => void copy(toCsv(toTrackTable(tracks, times)))}>as CSV</MenuItem>
      <MenuItem onSelect={() => void copy(JSON.stringify(toTrackTable(tracks, times), null, 1))}>
        as JSON
      </MenuItem>
    </Menu>
  );
}
