import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { concernQuestion } from "@/components/concern/concern-state.ts";
import { Prefetched } from "@/components/frame/prefetched.tsx";
import { limitsQuery } from "@/lib/client/limits.ts";
import { limitsParams } from "@/lib/contract/limits.ts";
import { queryLimits } from "@/lib/query/limits.ts";
import { authorisePage } from "@/lib/web/page-access.ts";
import { prefetchConcern } from "../prefetch-concern.ts";
import { LimitsView } from "./_components/limits-view.tsx";

export const metadata: Metadata = { title: "Limits" };

const PAGE = {
  concern: "limits",
  question: concernQuestion,
  client: limitsQuery,
  params: limitsParams,
  query: queryLimits,
} as const;

export default async function LimitsPage({
  searchParams,
}: {
  searchParams: Promise<SearchParams>;
}) {
  const principal = await authorisePage("/limits");
  const state = await prefetchConcern(PAGE, { principal, searchParams });
  return (
    <Prefetched state={state}>
      <LimitsView />
    </Prefetched>
  );
}
