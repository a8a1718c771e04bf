"use client";

import { type PointerEvent, useState } from "react";

type Drag = { from: number; to: number };

/** Follows a drag along an element's width, in shares (0 to 1) of it; `onEnd` gets both ends. */
export function useDragShares(onEnd: (drag: Drag) => void) {
  const [drag, setDrag] = useState<Drag | null>(null);
  const shareAt = (event: PointerEvent): number => {
    const bounds = event.currentTarget.getBoundingClientRect();
    return Math.min(1, Math.max(0, (event.clientX - bounds.left) / Math.max(1, bounds.width)));
  };
  return {
    drag,
    handlers: {
      onPointerDown: (event: PointerEvent<HTMLElement>) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        setDrag({ from: shareAt(event), to: shareAt(event) });
      },
      onPointerMove: (event: PointerEvent<HTMLElement>) => {
        if (drag) setDrag({ from: drag.from, to: shareAt(event) });
      },
      onPointerUp: () => {
        if (drag) onEnd(drag);
        setDrag(null);
      },
      onPointerCancel: () => setDrag(null),
    },
  };
}
