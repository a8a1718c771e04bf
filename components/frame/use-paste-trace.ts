"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { findTraceId } from "@/lib/view/trace-id.ts";
import { traceHref } from "./trace-href.ts";
import { useHref } from "./use-bar.ts";

/** What takes the pasted text itself. */
const FIELDS = "input, textarea, select, [contenteditable], dialog[open]";

/** A trace id that is pasted while no field has the focus opens its trace, whatever text is around it. */
export function usePasteTrace(): void {
  const router = useRouter();
  const hrefOf = useHref();
  useEffect(() => {
    const onPaste = (event: ClipboardEvent) => {
      if (event.target instanceof Element && event.target.closest(FIELDS)) return;
      const found = findTraceId(event.clipboardData?.getData("text") ?? "");
      if (found) router.push(traceHref(hrefOf, found));
    };
    document.addEventListener("paste", onPaste);
    return () => document.removeEventListener("paste", onPaste);
  }, [router, hrefOf]);
}
