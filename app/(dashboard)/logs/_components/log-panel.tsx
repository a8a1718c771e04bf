"use client";

import { useQuery } from "@tanstack/react-query";
import { ArrowUpRight, Minus, Plus } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { useZone } from "@/components/frame/preferences.tsx";
import { useHref } from "@/components/frame/use-bar.ts";
import { JsonTree } from "@/components/logs/json-tree.tsx";
import { SeverityMark } from "@/components/logs/severity-mark.tsx";
import { Button } from "@/components/ui/button.tsx";
import { CopyButton } from "@/components/ui/copy-button.tsx";
import { QueryError } from "@/components/ui/query-error.tsx";
import { SidePanel } from "@/components/ui/side-panel.tsx";
import { RowsSkeleton } from "@/components/ui/states.tsx";
import { logContextQuery } from "@/lib/client/logs.ts";
import type { LogContextResponse, LogRecord } from "@/lib/contract/logs.ts";
import { formatTime, zoneLabel } from "@/lib/view/time-format.ts";
import { SurroundingLines } from "./surrounding-lines.tsx";

type Narrow = (name: string, value: string, equal: boolean) => void;
type Props = {
  id: string | null;
  onClose: () => void;
  onOpen: (id: string) => void;
  /** Adds a field to the search. */
  onNarrow: Narrow;
};

/** One record at the side: its body as structure, its fields as filters, its trace and the lines around it. */
export function LogPanel({ id, onClose, onOpen, onNarrow }: Props) {
  const context = useQuery({ ...logContextQuery(id ?? ""), enabled: id !== null });
  const data = id === null ? undefined : context.data;
  const zone = useZone();
  const record = data?.record;
  return (
    <SidePanel
      open={id !== null}
      onClose={onClose}
      title={record?.service ?? "Log record"}
      note={record ? whenAndWhere(record, zone) : undefined}
    >
      {context.error && !data ? (
        <QueryError
          error={context.error}
          missing="This record is not known."
          onRetry={() => void context.refetch()}
        />
      ) : data ? (
        <Detail data={data} onOpen={onOpen} onNarrow={onNarrow} />
      ) : (
        <RowsSkeleton rows={8} />
      )}
    </SidePanel>
  );
}

function whenAndWhere(record: LogRecord, zone: string): string {
  const atMs = Date.parse(record.at);
  const at = `${formatTime(atMs, zone, "full")}.${String(atMs % 1_000).padStart(3, "0")} ${zoneLabel(zone)}`;
  return [at, record.environment, record.instance].filter(Boolean).join(" · ");
}

function Detail({
  data: { record, before, after },
  onOpen,
  onNarrow,
}: {
  data: LogContextResponse;
  onOpen: (id: string) => void;
  onNarrow: Narrow;
}) {
  const actionsOf = (name: string, value: string) => (
    <FilterButtons name={name} value={value} onNarrow={onNarrow} />
  );
  return (
    <div className="text-12">
      <div className="flex items-center gap-3 border-b border-line px-4 py-2">
        <SeverityMark severity={record.severity} />
        {record.severityText !== "" && record.severityText.toLowerCase() !== record.severity && (
          <span className="text-text-3">sent as {record.severityText}</span>
        )}
        <span className="ml-auto" />
        <TraceLink record={record} />
        <CopyButton
          text={JSON.stringify(record, null, 2)}
          label="Copy the record as JSON"
          compact
        />
      </div>
      <Section title="Body">
        <Body body={record.body} actionsOf={actionsOf} />
      </Section>
      <Fields title="Attributes" values={record.attributes} actionsOf={actionsOf} />
      <Section title="Around it">
        <SurroundingLines record={record} before={before} after={after} onOpen={onOpen} />
      </Section>
      <Fields title="Resource" values={record.resource} actionsOf={actionsOf} />
      <p className="px-4 py-3 text-text-3">
        {record.scope === "" ? "No instrumentation scope" : `Scope ${record.scope}`}
        {record.eventName !== "" && ` · event ${record.eventName}`}
      </p>
    </div>
  );
}

function TraceLink({ record: { traceId, spanId } }: { record: LogRecord }) {
  const hrefOf = useHref();
  if (traceId === null) return <span className="text-text-3">without a trace</span>;
  const href = hrefOf(`/traces/${traceId}`);
  const withSpan =
    spanId === null ? href : `${href}${href.includes("?") ? "&" : "?"}span=${spanId}`;
  return (
    <Link
      href={withSpan}
      className="inline-flex items-center gap-1 font-medium text-accent hover:underline max-tablet:min-h-11"
    >
      Trace <ArrowUpRight size={13} aria-hidden />
    </Link>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="border-b border-line px-4 py-3">
      <h3 className="mb-1.5 font-semibold">{title}</h3>
      {children}
    </section>
  );
}

type Actions = (name: string, value: string) => ReactNode;

function Body({ body, actionsOf }: { body: unknown; actionsOf: Actions }) {
  if (typeof body === "object" && body !== null) {
    return <JsonTree value={body} actionsOf={actionsOf} />;
  }
  if (body === null || body === "") return <p className="text-text-3">It has no body.</p>;
  return <p className="font-mono break-words whitespace-pre-wrap">{String(body)}</p>;
}

function Fields({
  title,
  values,
  actionsOf,
}: {
  title: string;
  values: Record<string, unknown>;
  actionsOf: Actions;
}) {
  const size = Object.keys(values).length;
  if (size === 0) return null;
  return (
    <Section title={`${title} ${size}`}>
      <JsonTree value={values} actionsOf={actionsOf} />
    </Section>
  );
}

function FilterButtons({
  name,
  value,
  onNarrow,
}: {
  name: string;
  value: string;
  onNarrow: Narrow;
}) {
  return (
    <span className="-my-1 flex shrink-0">
      <Button
        kind="bare"
        square
        title={`Only ${name}=${value}`}
        aria-label={`Only records with ${name} ${value}`}
        onClick={() => onNarrow(name, value, true)}
      >
        <Plus size={13} aria-hidden />
      </Button>
      <Button
        kind="bare"
        square
        title={`Without ${name}=${value}`}
        aria-label={`Only records without ${name} ${value}`}
        onClick={() => onNarrow(name, value, false)}
      >
        <Minus size={13} aria-hidden />
      </Button>
    </span>
  );
}
