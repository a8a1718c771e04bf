import type { Metadata } from "next";
import { createLoader, type SearchParams } from "nuqs/server";
import { loadBar } from "@/components/frame/bar-state.ts";
import { Prefetched } from "@/components/frame/prefetched.tsx";
import { budgetsQuery, costsQuery } from "@/lib/client/costs.ts";
import { budgetsParams } from "@/lib/contract/cost-budgets.ts";
import { costsParams } from "@/lib/contract/costs.ts";
import { queryBudgets } from "@/lib/query/cost-budgets.ts";
import { queryCosts } from "@/lib/query/costs.ts";
import { authorisePage } from "@/lib/web/page-access.ts";
import { parseQuestion, prefetchPage } from "../prefetch.ts";
import { costParsers, costQuestion, monthOfState } from "./_components/costs-state.ts";
import { CostsView } from "./_components/costs-view.tsx";

export const metadata: Metadata = { title: "Costs" };

const loadCostState = createLoader(costParsers);

export default async function CostsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const principal = await authorisePage("/costs");
  const nowMs = Date.now();
  const [bar, state] = await Promise.all([loadBar(searchParams), loadCostState(searchParams)]);
  const question = costQuestion(state, nowMs);
  const month = monthOfState(state, nowMs);
  const prefetched = await prefetchPage({
    ...{ principal, bar, questions: [], nowMs },
    own: {
      concern: "costs",
      prefetch: async (client) => {
        await client.prefetchQuery({
          ...costsQuery(question),
          queryFn: () => queryCosts(parseQuestion(costsParams, question), nowMs),
        });
        await client.prefetchQuery({
          ...budgetsQuery(month),
          queryFn: () => queryBudgets(budgetsParams.parse({ month }), nowMs),
        });
      },
    },
  });
  return (
    <Prefetched state={prefetched}>
      <CostsView />
    </Prefetched>
  );
}
