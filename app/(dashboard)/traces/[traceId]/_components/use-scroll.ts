"use client";

import { type UIEvent, useCallback, useEffect, useRef, useState } from "react";

/** Before it is measured, a list is taken to be this high. */
const UNMEASURED_PX = 600;

/** Where a scrolled list stands and how high it is, both followed, and a way to bring a part into sight. */
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
    const bottomPx = partTopPx + partHeightPx;
    if (partTopPx < list.scrollTop) list.scrollTop = partTopPx;
    else if (bottomPx > list.scrollTop + list.clientHeight)
      list.scrollTop = bottomPx - list.clientHeight;
  }, []);
  const onScroll = useCallback((event: UIEvent<HTMLElement>) => {
    setTopPx(event.currentTarget.scrollTop);
  }, []);
  return { ref, topPx, heightPx, reveal, onScroll };
}
