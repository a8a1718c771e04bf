import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { loadBar } from "@/components/frame/bar-state.ts";
import { Prefetched } from "@/components/frame/prefetched.tsx";
import { authorisePage } from "@/lib/web/page-access.ts";
import { OverviewOrFirstVisit } from "./_components/overview-or-first-visit.tsx";
import { allRequestsQuestion } from "./_components/questions.ts";
import { prefetchOverview, prefetchPage } from "./prefetch.ts";

export const metadata: Metadata = { title: "Overview" };

export default async function OverviewPage({
  searchParams,
}: {
  searchParams: Promise<SearchParams>;
}) {
  const principal = await authorisePage("/");
  const bar = await loadBar(searchParams);
  const nowMs = Date.now();
  const state = await prefetchPage({
    principal,
    bar,
    questions: [allRequestsQuestion(bar)],
    own: { concern: "overview", prefetch: (client) => prefetchOverview(client, bar, nowMs) },
    nowMs,
  });
  return (
    <Prefetched state={state}>
      <OverviewOrFirstVisit />
    </Prefetched>
  );
}
