import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { drawnQuestion } from "@/components/concern/concern-state.ts";
import { Prefetched } from "@/components/frame/prefetched.tsx";
import { resourcesQuery } from "@/lib/client/resources.ts";
import { resourcesParams } from "@/lib/contract/resources.ts";
import { queryResources } from "@/lib/query/resources.ts";
import { authorisePage } from "@/lib/web/page-access.ts";
import { prefetchConcern } from "../prefetch-concern.ts";
import { ResourcesView } from "./_components/resources-view.tsx";

export const metadata: Metadata = { title: "Resources" };

const PAGE = {
  concern: "resources",
  question: drawnQuestion,
  client: resourcesQuery,
  params: resourcesParams,
  query: queryResources,
} as const;

export default async function ResourcesPage({
  searchParams,
}: {
  searchParams: Promise<SearchParams>;
}) {
  const principal = await authorisePage("/resources");
  const state = await prefetchConcern(PAGE, { principal, searchParams });
  return (
    <Prefetched state={state}>
      <ResourcesView />
    </Prefetched>
  );
}
