"use client";

import { useQuery } from "@tanstack/react-query";
import { BridgeBars } from "@/components/charts/costs/bridge-bars.tsx";
import { Card, CardHeader } from "@/components/ui/card.tsx";
import { QueryError } from "@/components/ui/query-error.tsx";
import { ChartSkeleton } from "@/components/ui/states.tsx";
import { costBridgeQuery } from "@/lib/client/costs.ts";
import type { Params } from "@/lib/client/query-client.ts";
import { toBridge } from "@/lib/view/cost-bridge.ts";
import { formatMoney } from "@/lib/view/money.ts";

/** Why 1,000 requests cost more or less than in the same days of the month before. */
export function BridgeCard({ question }: { question: Params }) {
  const answer = useQuery(costBridgeQuery(question));
  const { data, error } = answer;
  if (error && !data) {
    return (
      <Card>
        <QueryError
          error={error}
          missing="Why the unit cost changed is not known."
          onRetry={() => void answer.refetch()}
        />
      </Card>
    );
  }
  const model = data ? toBridge(data) : null;
  return (
    <Card>
      <CardHeader
        title={model?.title ?? "Why 1,000 requests cost what they do"}
        note={
          model && model.lowest > 0
            ? `axis cut at ${formatMoney(model.lowest, data?.currency ?? "")}`
            : "parts add up exactly"
        }
      />
      {!data ? (
        <ChartSkeleton height={250} />
      ) : model ? (
        <BridgeBars model={model} currency={data.currency ?? ""} />
      ) : (
        <p className="px-4 py-6 text-text-2">
          This needs bills and requests of two periods: of this month and of the same days of the
          month before. One of them is missing.
        </p>
      )}
    </Card>
  );
}
