import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { loadBar } from "@/components/frame/bar-state.ts";
import { Prefetched } from "@/components/frame/prefetched.tsx";
import { breakersQuery } from "@/lib/client/breakers.ts";
import { breakersParams } from "@/lib/contract/breakers.ts";
import { queryBreakers } from "@/lib/query/breakers.ts";
import { authorisePage } from "@/lib/web/page-access.ts";
import { parseQuestion, prefetchPage } from "../prefetch.ts";
import { breakersQuestion } from "./_components/breakers-state.ts";
import { BreakersView } from "./_components/breakers-view.tsx";

export const metadata: Metadata = { title: "Breakers" };

export default async function BreakersPage({
  searchParams,
}: {
  searchParams: Promise<SearchParams>;
}) {
  const principal = await authorisePage("/breakers");
  const bar = await loadBar(searchParams);
  const nowMs = Date.now();
  const question = breakersQuestion(bar);
  const state = await prefetchPage({
    principal,
    bar,
    questions: [],
    own: {
      concern: "breakers",
      prefetch: (client) =>
        client.prefetchQuery({
          ...breakersQuery(question),
          queryFn: () => queryBreakers(parseQuestion(breakersParams, question), nowMs),
        }),
    },
    nowMs,
  });
  return (
    <Prefetched state={state}>
      <BreakersView />
    </Prefetched>
  );
}
