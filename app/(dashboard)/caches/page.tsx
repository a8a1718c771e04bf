import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { concernQuestion } from "@/components/concern/concern-state.ts";
import { loadBar } from "@/components/frame/bar-state.ts";
import { Prefetched } from "@/components/frame/prefetched.tsx";
import { cachesQuery } from "@/lib/client/caches.ts";
import { cachesParams } from "@/lib/contract/caches.ts";
import { queryCaches } from "@/lib/query/caches.ts";
import { authorisePage } from "@/lib/web/page-access.ts";
import { parseQuestion, prefetchPage } from "../prefetch.ts";
import { CachesView } from "./_components/caches-view.tsx";

export const metadata: Metadata = { title: "Caches" };

export default async function CachesPage({
  searchParams,
}: {
  searchParams: Promise<SearchParams>;
}) {
  const principal = await authorisePage("/caches");
  const bar = await loadBar(searchParams);
  const question = concernQuestion(bar);
  const nowMs = Date.now();
  const state = await prefetchPage({
    principal,
    bar,
    questions: [],
    own: {
      concern: "caches",
      prefetch: (client) =>
        client.prefetchQuery({
          ...cachesQuery(question),
          queryFn: () => queryCaches(parseQuestion(cachesParams, question), nowMs),
        }),
    },
    nowMs,
  });
  return (
    <Prefetched state={state}>
      <CachesView />
    </Prefetched>
  );
}
