"use client";

import clsx from "clsx";
import { useWidth } from "@/components/charts/use-width.ts";
import { Card, CardHeader } from "@/components/ui/card.tsx";
import { StatusIcon } from "@/components/ui/status-icon.tsx";
import type { BreakerRow } from "@/lib/view/breaker-rows.ts";
import { type BreakerTile, breakerTiles } from "@/lib/view/breaker-tiles.ts";

const HEIGHT = 224;
const NARROW = 600;
const NARROW_HEIGHT = 320;
const GAP = 4;
/** Smaller tiles leave out what is not told by icon and name. */
const NOTE_PX = { width: 96, height: 64 };

const LOOKS: Record<BreakerTile["status"], string> = {
  ok: "border-line bg-surface-2",
  warning: "border-warning-fill bg-warning-soft",
  critical: "border-critical-fill bg-critical-soft",
  unknown: "border-dashed border-unknown-fill bg-unknown-soft",
};

type Props = { rows: readonly BreakerRow[]; onOpen: (id: string) => void };

/** A tile each: its area is traffic, compressed; colour, icon and word are its state. */
export function BreakerTiles({ rows, onOpen }: Props) {
  const { ref, width } = useWidth<HTMLDivElement>();
  const height = width < NARROW ? NARROW_HEIGHT : HEIGHT;
  const tiles = width === 0 ? [] : breakerTiles(rows, { width, height });
  return (
    <Card>
      <CardHeader
        title="Now"
        note="area is traffic, compressed; share of failed calls at the right"
      />
      <div className="p-3">
        <div ref={ref} className="relative" style={{ height }}>
          <ul aria-label="Breakers now" className="contents">
            {tiles.map((tile) => (
              <li
                key={tile.id ?? "others"}
                className="absolute"
                style={{
                  left: tile.x + GAP / 2,
                  top: tile.y + GAP / 2,
                  width: Math.max(0, tile.width - GAP),
                  height: Math.max(0, tile.height - GAP),
                }}
              >
                <Tile tile={tile} onOpen={onOpen} />
              </li>
            ))}
          </ul>
        </div>
      </div>
    </Card>
  );
}

function Tile({ tile, onOpen }: { tile: BreakerTile; onOpen: Props["onOpen"] }) {
  const { id, status, name, note, word, failed, disagrees } = tile;
  const isRoomy = tile.width >= NOTE_PX.width && tile.height >= NOTE_PX.height;
  const className = clsx(
    "flex size-full min-w-0 flex-col justify-between overflow-hidden rounded-2 border p-2 text-left text-12",
    LOOKS[status],
    tile.isForced && "border-dashed border-2",
  );
  const said = `${name}, ${note}: ${word}${disagrees ? ", instances disagree" : ""}${failed ? `, ${failed} failed` : ""}`;
  const content = (
    <>
      <span className="min-w-0">
        <span className="block truncate text-13 font-medium">{name}</span>
        {isRoomy && <span className="block truncate text-text-3">{note}</span>}
      </span>
      <span className="flex min-w-0 items-center gap-1.5">
        <StatusIcon status={status} size={13} label={null} />
        <span className="truncate">{disagrees ? `${word}, not all` : word}</span>
        {isRoomy && <span className="ml-auto shrink-0 text-text-3">{failed}</span>}
      </span>
    </>
  );
  if (id === null) {
    return (
      <div className={className} title={said}>
        {content}
      </div>
    );
  }
  return (
    <button type="button" className={className} title={said} onClick={() => onOpen(id)}>
      {content}
    </button>
  );
}
