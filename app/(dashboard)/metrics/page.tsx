import type { Metadata } from "next";
import { createLoader, type SearchParams } from "nuqs/server";
import { authorisePage } from "@/lib/web/page-access.ts";
import { metricsParsers } from "./_components/metrics-state.ts";
import { MetricsView } from "./_components/metrics-view.tsx";

const loadMetrics = createLoader(metricsParsers);

type Props = { searchParams: Promise<SearchParams> };

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  const { metric } = await loadMetrics(searchParams);
  return { title: metric ?? "Metrics" };
}

/** Any metric that was received. */
export default async function MetricsPage() {
  await authorisePage("/metrics");
  return <MetricsView />;
}
