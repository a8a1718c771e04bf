import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { findTraceId } from "@/lib/view/trace-id.ts";
import { authorisePage } from "@/lib/web/page-access.ts";
import { TraceView } from "./_components/trace-view.tsx";

type Props = { params: Promise<{ traceId: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Trace ${(await params).traceId.slice(0, 8)}` };
}

/** One trace by its id; an id in capitals or a whole `traceparent` leads to the same page. */
export default async function TracePage({ params }: Props) {
  await authorisePage("/traces/[traceId]");
  const given = decodeURIComponent((await params).traceId);
  const found = findTraceId(given);
  if (found === null) notFound();
  const { traceId, spanId } = found;
  if (traceId !== given) {
    redirect(`/traces/${traceId}${spanId === null ? "" : `?span=${spanId}`}`);
  }
  return <TraceView traceId={traceId} />;
}
