import type { Metadata } from "next";
import { createLoader, type SearchParams } from "nuqs/server";
import { loadBar } from "@/components/frame/bar-state.ts";
import { Prefetched } from "@/components/frame/prefetched.tsx";
import { costsQuery } from "@/lib/client/costs.ts";
import { costsParams } from "@/lib/contract/costs.ts";
import { queryCosts } from "@/lib/query/costs.ts";
import { authorisePage } from "@/lib/web/page-access.ts";
import { parseQuestion, prefetchPage } from "../prefetch.ts";
import { costParsers, costQuestion } from "./_components/costs-state.ts";
import { CostsView } from "./_components/costs-view.tsx";

export const metadata: Metadata = { title: "Costs" };

const loadCostState = createLoader(costParsers);

export default async function CostsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const principal = await authorisePage("/costs");
  const nowMs = Date.now();
  const [bar, state] = await Promise.all([loadBar(searchParams), loadCostState(searchParams)]);
  const question = costQuestion(state, nowMs);
  const prefetched = await prefetchPage({
    ...{ principal, bar, questions: [], nowMs },
    own: {
      concern: "costs",
      prefetch: (client) =>
        client.prefetchQuery({
          ...costsQuery(question),
          queryFn: () => queryCosts(parseQuestion(costsParams, question), nowMs),
        }),
    },
  });
  return (
    <Prefetched state={prefetched}>
      <CostsView />
    </Prefetched>
  );
}
