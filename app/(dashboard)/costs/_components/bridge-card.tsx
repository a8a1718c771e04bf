"use client";

import { useQuery } from "@tanstack/react-query";
import { ChartMenu } from "@/components/charts/chart-menu.tsx";
import { BridgeBars } from "@/components/charts/costs/bridge-bars.tsx";
import { Card, CardHeader } from "@/components/ui/card.tsx";
import { QueryError } from "@/components/ui/query-error.tsx";
import { ChartSkeleton } from "@/components/ui/states.tsx";
import { costBridgeQuery } from "@/lib/client/costs.ts";
import type { Params } from "@/lib/client/query-client.ts";
import { unitCostDraft } from "@/lib/view/cost-alert-drafts.ts";
import { bridgeLimits, toBridge } from "@/lib/view/cost-bridge.ts";
import { evenMoney } from "@/lib/view/money.ts";

const TITLE = "Why 1,000 requests cost what they do";

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
    <Card data-chart>
      <CardHeader
        title={model?.title ?? TITLE}
        note={
          model && model.lowest > 0
            ? `axis cut at ${evenMoney(data?.currency ?? "", model.lowest).amount(model.lowest)}`
            : "parts add up exactly"
        }
        actions={
          model &&
          data?.from &&
          data.through && (
            <ChartMenu
              title={TITLE}
              range={{ fromMs: Date.parse(data.from), toMs: Date.parse(data.through) }}
              legend={[]}
              draft={data.bridge ? unitCostDraft(data.bridge.after) : undefined}
              rows={() =>
                model.steps.map(({ label, amount }) => ({ part: label, amount: Number(amount) }))
              }
            />
          )
        }
      />
      {!data ? (
        <ChartSkeleton height={250} />
      ) : model ? (
        <>
          <div data-plot>
            <BridgeBars model={model} currency={data.currency ?? ""} />
          </div>
          <p className="border-t border-line px-4 py-2 text-12 text-text-3">
            {[bridgeLimits(data), "It says what went together, not what caused it."]
              .filter(Boolean)
              .join(" ")}
          </p>
        </>
      ) : (
        <p className="px-4 py-6 text-text-2">
          This needs bills and requests of two periods: of this month and of the same days of the
          month before. One of them is missing.
        </p>
      )}
    </Card>
  );
}
