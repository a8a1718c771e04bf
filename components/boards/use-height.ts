"use client";

import { type RefObject, useLayoutEffect, useRef, useState } from "react";

/** The height of an element in whole px, followed as it changes; 0 until it is known. */
export function useHeight<T extends HTMLElement>(): { ref: RefObject<T | null>; height: number } {
  const ref = useRef<T>(null);
  const [height, setHeight] = useState(0);
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    setHeight(Math.floor(element.clientHeight));
    const observer = new ResizeObserver(() => setHeight(Math.floor(element.clientHeight)));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { ref, height };
}
