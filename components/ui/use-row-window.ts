"use client";

import { type UIEvent, useCallback, useLayoutEffect, useRef, useState } from "react";

/** Rows drawn above and below what is seen, so that a quick scroll shows no holes. */
const SPARE = 8;

type Options = { count: number; rowPx: number };

/**
 * Which of many rows of one height are in sight of their scrolled box, so that only those are drawn. `padding` keeps
 * the place of the others; `reveal` brings a row into sight.
 */
export function useRowWindow({ count, rowPx }: Options) {
  const ref = useRef<HTMLDivElement>(null);
  const [topPx, setTopPx] = useState(0);
  const [heightPx, setHeightPx] = useState(600);
  useLayoutEffect(() => {
    const box = ref.current;
    if (!box) return;
    const measure = () => setHeightPx(box.clientHeight);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(box);
    return () => observer.disconnect();
  }, []);
  const reveal = useCallback(
    (index: number) => {
      const box = ref.current;
      if (!box || index < 0) return;
      const rowTopPx = index * rowPx;
      if (rowTopPx < box.scrollTop) box.scrollTop = rowTopPx;
      else if (rowTopPx + rowPx > box.scrollTop + box.clientHeight) {
        box.scrollTop = rowTopPx + rowPx - box.clientHeight;
      }
    },
    [rowPx],
  );
  const onScroll = useCallback((event: UIEvent<HTMLElement>) => {
    setTopPx(event.currentTarget.scrollTop);
  }, []);
  const first = Math.max(0, Math.min(Math.floor(topPx / rowPx), count) - SPARE);
  const end = Math.min(count, Math.ceil((topPx + heightPx) / rowPx) + SPARE);
  return {
    ref,
    onScroll,
    reveal,
    /** Rows `first` to before `end` are to be drawn. */
    first,
    end,
    padding: { paddingTop: first * rowPx, paddingBottom: Math.max(0, count - end) * rowPx },
  };
}
