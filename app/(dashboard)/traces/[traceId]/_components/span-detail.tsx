"use client";

import { ArrowUpRight } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { useZone } from "@/components/frame/preferences.tsx";
import { traceHref } from "@/components/frame/trace-href.ts";
import { useHref } from "@/components/frame/use-bar.ts";
import { TraceLogs } from "@/components/logs/trace-logs.tsx";
import { CopyButton } from "@/components/ui/copy-button.tsx";
import { StatusIcon } from "@/components/ui/status-icon.tsx";
import { formatRatio, joined } from "@/lib/view/format.ts";
import { formatTime } from "@/lib/view/time-format.ts";
import { nsText } from "@/lib/view/waterfall.ts";
import { type AttributeRow, attributeRows } from "@/lib/view/waterfall-attributes.ts";
import { markText, type NPlusOneMark } from "@/lib/view/waterfall-n-plus-one.ts";
import type { SpanNode } from "@/lib/view/waterfall-tree.ts";
import { AttributeList } from "./attribute-list.tsx";

type Props = { node: SpanNode; traceId: string; onSelect: (key: string) => void };

/** Everything that one span carries. */
export function SpanDetail({
  node,
  mark,
  traceId,
  onSelect,
}: Props & { mark: NPlusOneMark | null }) {
  const { span } = node;
  return (
    <div className="text-12">
      <SpanFigures node={node} />
      {span.error && (
        <p className="mx-4 mb-3 flex items-start gap-2 rounded-2 bg-critical-soft px-3 py-2">
          <StatusIcon status="critical" label={null} className="mt-px" />
          <span className="min-w-0 break-words whitespace-pre-wrap">
            Failed{span.statusMessage === "" ? "" : `: ${span.statusMessage}`}
          </span>
        </p>
      )}
      {mark && (
        <p className="mx-4 mb-3 flex items-start gap-2 rounded-2 bg-warning-soft px-3 py-2">
          <StatusIcon status="warning" label={null} className="mt-px" />
          <span className="min-w-0 break-words">
            Part of an N+1: {markText(mark)}. One query for all of them would do.
            <code className="mt-1 block font-mono">{mark.statement}</code>
          </span>
        </p>
      )}
      <Section title="Attributes" rows={attributeRows(span.attributes)} />
      {span.events.length > 0 && <Events node={node} />}
      {span.links.length > 0 && <Links node={node} traceId={traceId} onSelect={onSelect} />}
      <section className="mb-3 border-b border-line pb-1">
        <h3 className="mb-1 px-4 font-semibold">Logs of this span</h3>
        <TraceLogs traceId={traceId} spanId={span.spanId} />
      </section>
      <Section title="Resource" rows={attributeRows(span.resource)} />
      <Ids node={node} traceId={traceId} onSelect={onSelect} />
    </div>
  );
}

function SpanFigures({ node }: { node: SpanNode }) {
  const zone = useZone();
  const lengthNs = node.endNs - node.startNs;
  const selfShare = lengthNs === 0 ? "" : `${joined(formatRatio(node.selfNs / lengthNs))} of it`;
  const atMs = Date.parse(node.span.at);
  return (
    <dl className="grid grid-cols-3 gap-px border-b border-line bg-line *:bg-surface *:px-4 *:py-2.5 mb-3">
      <Figure label="Duration">{nsText(lengthNs)}</Figure>
      <Figure label="Self" note={selfShare}>
        {nsText(node.selfNs)}
      </Figure>
      <Figure label="Begins at">
        <span title={`${formatTime(atMs, zone, "full")}.${String(atMs % 1_000).padStart(3, "0")}`}>
          {nsText(node.startNs)}
        </span>
      </Figure>
    </dl>
  );
}

type FigureProps = { label: string; note?: string; children: ReactNode };

function Figure({ label, note = "", children }: FigureProps) {
  return (
    <div>
      <dt className="text-text-3">{label}</dt>
      <dd className="text-15 font-semibold">
        {children}
        {note !== "" && <span className="block text-12 font-normal text-text-3">{note}</span>}
      </dd>
    </div>
  );
}

function Section({ title, rows }: { title: string; rows: AttributeRow[] }) {
  if (rows.length === 0) return null;
  return (
    <section className="border-b border-line px-4 pb-3 mb-3">
      <h3 className="mb-1.5 font-semibold">
        {title} <span className="font-normal text-text-3">{rows.length}</span>
      </h3>
      <AttributeList rows={rows} />
    </section>
  );
}

function Events({ node }: { node: SpanNode }) {
  return (
    <section className="border-b border-line px-4 pb-3 mb-3">
      <h3 className="mb-1.5 font-semibold">
        Events <span className="font-normal text-text-3">{node.span.events.length}</span>
      </h3>
      <ol className="space-y-2">
        {node.span.events.map((event, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: events have no identity and never move
          <li key={i} className="border-l-2 border-line-strong pl-3">
            <p className="flex justify-between gap-2 font-medium">
              {event.name}
              <span className="font-normal text-text-3">
                {nsText(event.offsetNs - node.span.offsetNs)} in
              </span>
            </p>
            <div className="mt-1">
              <AttributeList rows={attributeRows(event.attributes)} />
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Links({ node, traceId, onSelect }: Props) {
  const hrefOf = useHref();
  return (
    <section className="border-b border-line px-4 pb-3 mb-3">
      <h3 className="mb-1.5 font-semibold">
        Links <span className="font-normal text-text-3">{node.span.links.length}</span>
      </h3>
      <ul className="space-y-2">
        {node.span.links.map((link, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a span may link to another twice
          <li key={i}>
            {link.traceId === traceId ? (
              <button
                type="button"
                className="font-mono text-accent hover:underline"
                onClick={() => onSelect(link.spanId)}
              >
                {link.spanId} in this trace
              </button>
            ) : (
              <Link
                href={traceHref(hrefOf, link)}
                className="inline-flex items-center gap-1 font-mono text-accent hover:underline"
              >
                {link.traceId}
                <ArrowUpRight size={13} aria-label="another trace" />
              </Link>
            )}
            <AttributeList rows={attributeRows(link.attributes)} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Ids({ node, traceId, onSelect }: Props) {
  const { span, parent } = node;
  return (
    <section className="px-4 pb-4">
      <h3 className="mb-1.5 font-semibold">Identity</h3>
      <dl className="space-y-1.5">
        <Id label="Trace" id={traceId} />
        <Id label="Span" id={span.spanId} />
        {span.parentSpanId && (
          <Id label={parent ? "Parent" : "Parent, not here"} id={span.parentSpanId}>
            {parent && (
              <button
                type="button"
                className="text-accent hover:underline"
                onClick={() => onSelect(parent.key)}
              >
                select
              </button>
            )}
          </Id>
        )}
        <div>
          <dt className="text-text-3">Kind and scope</dt>
          <dd>
            {span.kind}
            {span.scope !== "" && <span className="text-text-2"> · {span.scope}</span>}
          </dd>
        </div>
      </dl>
    </section>
  );
}

function Id({ label, id, children }: { label: string; id: string; children?: ReactNode }) {
  return (
    <div>
      <dt className="text-text-3">{label}</dt>
      <dd className="flex items-center gap-2">
        <span className="min-w-0 flex-1 font-mono break-all">{id}</span>
        {children}
        <CopyButton text={id} label={`Copy ${label.toLowerCase()} id`} compact className="-my-1" />
      </dd>
    </div>
  );
}
