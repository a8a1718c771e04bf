"use client";

import { type UIEvent, useCallback, useEffect, useRef, useState } from "react";

/** Before it is measured, a list is taken to be this high. */
const UNMEASURED_PX = 600;

/** Where a scrolled list stands and how high it is, and a way to bring a part, with its neighbours, into sight. */
export function useScroll() {
  const ref = useRef<HTMLDivElement>(null);
  const [topPx, setTopPx] = useState(0);
  const [heightPx, setHeightPx] = useState(UNMEASURED_PX);
  useEffect(() => {
    const list = ref.current;
    if (!list) return;
    const observer = new ResizeObserver(() => setHeightPx(list.clientHeight));
    observer.observe(list);
    return () => observer.disconnect();
  }, []);
  const reveal = useCallback((partTopPx: number, partHeightPx: number, wanted: boolean) => {
    const list = ref.current;
    if (!list || !wanted) return;
    const aboveRoomPx = partTopPx - 2 * partHeightPx;
    const belowRoomPx = partTopPx + 3 * partHeightPx - list.clientHeight;
    if (aboveRoomPx < list.scrollTop) list.scrollTop = Math.max(0, aboveRoomPx);
    else if (belowRoomPx > list.scrollTop) list.scrollTop = belowRoomPx;
  }, []);
  const onScroll = useCallback((event: UIEvent<HTMLElement>) => {
    setTopPx(event.currentTarget.scrollTop);
  }, []);
  return { ref, topPx, heightPx, reveal, onScroll };
}
