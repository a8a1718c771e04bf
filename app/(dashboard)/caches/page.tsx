import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { drawnQuestion } from "@/components/concern/concern-state.ts";
import { Prefetched } from "@/components/frame/prefetched.tsx";
import { cachesQuery } from "@/lib/client/caches.ts";
import { cachesParams } from "@/lib/contract/caches.ts";
import { queryCaches } from "@/lib/query/caches.ts";
import { authorisePage } from "@/lib/web/page-access.ts";
import { prefetchConcern } from "../prefetch-concern.ts";
import { CachesView } from "./_components/caches-view.tsx";

export const metadata: Metadata = { title: "Caches" };

const PAGE = {
  concern: "caches",
  question: drawnQuestion,
  client: cachesQuery,
  params: cachesParams,
  query: queryCaches,
} as const;

export default async function CachesPage({
  searchParams,
}: {
  searchParams: Promise<SearchParams>;
}) {
  const principal = await authorisePage("/caches");
  const state = await prefetchConcern(PAGE, { principal, searchParams });
  return (
    <Prefetched state={state}>
      <CachesView />
    </Prefetched>
  );
}
