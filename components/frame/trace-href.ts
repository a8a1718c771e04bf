import type { FoundTrace } from "@/lib/view/trace-id.ts";

/** The address of a trace, at its span when one is named, with the bar kept by `hrefOf` (see `useHref`). */
export function traceHref(
  hrefOf: (path: string) => string,
  { traceId, spanId }: FoundTrace,
): string {
  const href = hrefOf(`/traces/${traceId}`);
  if (spanId === null) return href;
  return `${href}${href.includes("?") ? "&" : "?"}span=${spanId}`;
}
