"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useZone } from "@/components/frame/preferences.tsx";
import { traceHref } from "@/components/frame/trace-href.ts";
import { useHref } from "@/components/frame/use-bar.ts";
import { linkingSpansQuery } from "@/lib/client/traces.ts";
import { seriesColour } from "@/lib/view/series-colour.ts";
import { formatTime } from "@/lib/view/time-format.ts";

/** Spans of other traces that link to this one; nothing when there are none. */
export function LinkingSpans({ traceId }: { traceId: string }) {
  const { data, error } = useQuery(linkingSpansQuery(traceId));
  const hrefOf = useHref();
  const zone = useZone();
  if (error) {
    return (
      <p className="border-t border-line p-4 text-12 text-text-3">
        Whether other traces link here could not be read.
      </p>
    );
  }
  if (!data || data.spans.length === 0) return null;
  return (
    <section className="border-t border-line p-4 text-12">
      <h3 className="mb-2 font-semibold">
        Linked from <span className="font-normal text-text-3">{data.spans.length}</span>
      </h3>
      <ul className="space-y-1">
        {data.spans.map((span) => (
          <li key={`${span.traceId} ${span.spanId}`} className="flex items-center gap-2">
            <span
              className="size-2 shrink-0 rounded-full"
              style={{ background: seriesColour(span.service) }}
              aria-hidden
            />
            <Link
              href={traceHref(hrefOf, span)}
              className="min-w-0 flex-1 truncate text-accent hover:underline"
            >
              {span.name}
            </Link>
            <span className="text-text-3">{formatTime(Date.parse(span.at), zone, "second")}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
