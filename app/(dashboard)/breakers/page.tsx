import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { concernQuestion } from "@/components/concern/concern-state.ts";
import { Prefetched } from "@/components/frame/prefetched.tsx";
import { breakersQuery } from "@/lib/client/breakers.ts";
import { breakersParams } from "@/lib/contract/breakers.ts";
import { queryBreakers } from "@/lib/query/breakers.ts";
import { authorisePage } from "@/lib/web/page-access.ts";
import { prefetchConcern } from "../prefetch-concern.ts";
import { BreakersView } from "./_components/breakers-view.tsx";

export const metadata: Metadata = { title: "Breakers" };

const PAGE = {
  concern: "breakers",
  question: concernQuestion,
  client: breakersQuery,
  params: breakersParams,
  query: queryBreakers,
} as const;

export default async function BreakersPage({
  searchParams,
}: {
  searchParams: Promise<SearchParams>;
}) {
  const principal = await authorisePage("/breakers");
  const state = await prefetchConcern(PAGE, { principal, searchParams });
  return (
    <Prefetched state={state}>
      <BreakersView />
    </Prefetched>
  );
}
