import type { Metadata } from "next";
import { createLoader, type SearchParams } from "nuqs/server";
import { loadBar } from "@/components/frame/bar-state.ts";
import { Prefetched } from "@/components/frame/prefetched.tsx";
import { authorisePage } from "@/lib/web/page-access.ts";
import { prefetchPage } from "../prefetch.ts";
import { filterParsers, wholeQuestion } from "./_components/requests-state.ts";
import { RequestsView } from "./_components/requests-view.tsx";

const loadFilters = createLoader(filterParsers);

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  const { service } = await loadBar(searchParams);
  return { title: service ?? "Requests" };
}

type Props = { searchParams: Promise<SearchParams> };

export default async function RequestsPage({ searchParams }: Props) {
  const principal = await authorisePage("/requests");
  const bar = await loadBar(searchParams);
  const filters = await loadFilters(searchParams);
  const state = await prefetchPage({
    principal,
    bar,
    questions: [wholeQuestion(bar, filters)],
    nowMs: Date.now(),
  });
  return (
    <Prefetched state={state}>
      <RequestsView />
    </Prefetched>
  );
}
