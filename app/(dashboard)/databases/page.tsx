import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { concernQuestion } from "@/components/concern/concern-state.ts";
import { Prefetched } from "@/components/frame/prefetched.tsx";
import { databasesQuery } from "@/lib/client/databases.ts";
import { databasesParams } from "@/lib/contract/databases.ts";
import { queryDatabases } from "@/lib/query/databases.ts";
import { authorisePage } from "@/lib/web/page-access.ts";
import { prefetchConcern } from "../prefetch-concern.ts";
import { DatabasesView } from "./_components/databases-view.tsx";

export const metadata: Metadata = { title: "Databases" };

const PAGE = {
  concern: "databases",
  question: concernQuestion,
  client: databasesQuery,
  params: databasesParams,
  query: queryDatabases,
} as const;

export default async function DatabasesPage({
  searchParams,
}: {
  searchParams: Promise<SearchParams>;
}) {
  const principal = await authorisePage("/databases");
  const state = await prefetchConcern(PAGE, { principal, searchParams });
  return (
    <Prefetched state={state}>
      <DatabasesView />
    </Prefetched>
  );
}
