import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { concernQuestion } from "@/components/concern/concern-state.ts";
import { loadBar } from "@/components/frame/bar-state.ts";
import { Prefetched } from "@/components/frame/prefetched.tsx";
import { limitsQuery } from "@/lib/client/limits.ts";
import { limitsParams } from "@/lib/contract/limits.ts";
import { queryLimits } from "@/lib/query/limits.ts";
import { authorisePage } from "@/lib/web/page-access.ts";
import { parseQuestion, prefetchPage } from "../prefetch.ts";
import { LimitsView } from "./_components/limits-view.tsx";

export const metadata: Metadata = { title: "Limits" };

export default async function LimitsPage({
  searchParams,
}: {
  searchParams: Promise<SearchParams>;
}) {
  const principal = await authorisePage("/limits");
  const bar = await loadBar(searchParams);
  const question = concernQuestion(bar);
  const nowMs = Date.now();
  const state = await prefetchPage({
    principal,
    bar,
    questions: [],
    own: {
      concern: "limits",
      prefetch: (client) =>
        client.prefetchQuery({
          ...limitsQuery(question),
          queryFn: () => queryLimits(parseQuestion(limitsParams, question), nowMs),
        }),
    },
    nowMs,
  });
  return (
    <Prefetched state={state}>
      <LimitsView />
    </Prefetched>
  );
}
