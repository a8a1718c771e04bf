"use client";

import { ListFilter } from "lucide-react";
import Link from "next/link";
import { useHref } from "@/components/frame/use-bar.ts";
import { CopyButton } from "@/components/ui/copy-button.tsx";
import { searchTerm } from "@/lib/contract/trace-search.ts";
import type { AttributeRow } from "@/lib/view/waterfall-attributes.ts";

/** Attributes by name, each with a copy button and a way to the traces that have the same value. */
export function AttributeList({ rows }: { rows: readonly AttributeRow[] }) {
  const hrefOf = useHref();
  return (
    <dl className="space-y-0.5">
      {rows.map((row) => (
        <div
          key={row.name}
          className="group relative -mx-2 rounded-1 px-2 py-0.5 focus-within:bg-surface-2 hover:bg-surface-2"
        >
          <dt className="text-text-3">{row.name}</dt>
          <dd className="font-mono break-words whitespace-pre-wrap">{row.text}</dd>
          <dd className="absolute top-0 right-0 flex rounded-1 bg-surface-2 opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 max-tablet:opacity-100">
            {row.kind !== "data" && (
              <Link
                href={tracesWith(hrefOf("/traces", { service: null, namespace: null }), row)}
                title="Find traces with this value"
                aria-label={`Find traces with this ${row.name}`}
                className="flex size-7 items-center justify-center rounded-2 text-text-2 hover:bg-surface-3 hover:text-text"
              >
                <ListFilter size={13} aria-hidden />
              </Link>
            )}
            <CopyButton text={row.text} label={`Copy ${row.name}`} compact />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function tracesWith(path: string, { name, text }: AttributeRow): string {
  const joint = path.includes("?") ? "&" : "?";
  return `${path}${joint}search=${encodeURIComponent(searchTerm(name, text))}`;
}
