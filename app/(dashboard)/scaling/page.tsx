import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { concernQuestion } from "@/components/concern/concern-state.ts";
import { Prefetched } from "@/components/frame/prefetched.tsx";
import { scalingQuery } from "@/lib/client/scaling.ts";
import { scalingParams } from "@/lib/contract/scaling.ts";
import { queryScaling } from "@/lib/query/scaling.ts";
import { authorisePage } from "@/lib/web/page-access.ts";
import { prefetchConcern } from "../prefetch-concern.ts";
import { ScalingView } from "./_components/scaling-view.tsx";

export const metadata: Metadata = { title: "Scaling" };

const PAGE = {
  concern: "scaling",
  question: concernQuestion,
  client: scalingQuery,
  params: scalingParams,
  query: queryScaling,
} as const;

export default async function ScalingPage({
  searchParams,
}: {
  searchParams: Promise<SearchParams>;
}) {
  const principal = await authorisePage("/scaling");
  const state = await prefetchConcern(PAGE, { principal, searchParams });
  return (
    <Prefetched state={state}>
      <ScalingView />
    </Prefetched>
  );
}
