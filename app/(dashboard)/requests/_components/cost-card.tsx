"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useMemo } from "react";
import { ChartMenu } from "@/components/charts/chart-menu.tsx";
import { CostBars } from "@/components/charts/costs/cost-bars.tsx";
import { useHref } from "@/components/frame/use-bar.ts";
import { Card, CardHeader } from "@/components/ui/card.tsx";
import { FigureStrip } from "@/components/ui/figure-strip.tsx";
import { QueryError } from "@/components/ui/query-error.tsx";
import { ChartSkeleton } from "@/components/ui/states.tsx";
import { costOfServiceQuery } from "@/lib/client/costs.ts";
import type { ServiceKey } from "@/lib/domain/service.ts";
import { toCostBars, toCostTable } from "@/lib/view/cost-bars.ts";
import { dayLabel } from "@/lib/view/cost-days.ts";
import { type ServiceCosts, toServiceCosts, unknownCosts } from "@/lib/view/service-costs.ts";

const HEIGHT = 190;
const NONE: ReadonlySet<string> = new Set();

/** What a service cost in the last 30 whole days, for 1,000 requests and by day, and by which tags and rules that is known. */
export function CostCard({ service }: { service: ServiceKey }) {
  const answer = useQuery(costOfServiceQuery(service));
  const hrefOf = useHref();
  const { data, error } = answer;
  const name = service.service;
  const costs = useMemo(
    () =>
      data?.costs && data.currency !== null
        ? toServiceCosts(data.costs, data.currency, name)
        : null,
    [data, name],
  );
  const title = `Cost of ${name}`;
  return (
    <Card data-chart>
      <CardHeader
        title={title}
        note={costs && `${costs.days}, whole UTC days of the bill whatever range the bar has`}
        actions={
          <>
            <Link
              href={hrefOf("/costs", { service: null, namespace: null })}
              className="text-accent hover:underline max-tablet:py-3"
            >
              Costs
            </Link>
            {costs && data?.costs && (
              <ChartMenu
                title={title}
                range={{
                  fromMs: Date.parse(data.costs.from),
                  toMs: Date.parse(data.costs.through),
                }}
                legend={costs.chart.series}
                rows={() => toCostTable(costs.chart, "day")}
              />
            )}
          </>
        }
      />
      {error && !data ? (
        <QueryError
          error={error}
          missing="The requests above are complete; only the costs are missing."
          onRetry={() => void answer.refetch()}
        />
      ) : !data ? (
        <ChartSkeleton height={HEIGHT} />
      ) : costs ? (
        <Known costs={costs} currency={data.currency ?? ""} name={name} />
      ) : (
        <p className="px-4 py-4 text-13 text-text-2">{unknownCosts(data, name)}</p>
      )}
    </Card>
  );
}

type KnownProps = { costs: ServiceCosts; currency: string; name: string };

function Known({ costs, currency, name }: KnownProps) {
  const model = useMemo(
    () => toCostBars(costs.chart, { hidden: NONE, forecast: null, limit: null }),
    [costs.chart],
  );
  return (
    <div className="p-4">
      <FigureStrip label={`Costs of ${name}`} figures={costs.figures} />
      <div className="mt-3 grid gap-4 desk:grid-cols-[minmax(0,1fr)_380px]">
        <div data-plot className="min-w-0">
          <CostBars
            {...{ model, currency }}
            label={`Cost of ${name} per day`}
            labelOf={dayLabel}
            nameOf={() => name}
            height={HEIGHT}
            notesOf={(at) => costs.notes[at] ?? []}
          />
        </div>
        <div className="text-12">
          <h3 className="font-semibold">How it is known</h3>
          <ul aria-label={`What gives ${name} its costs`} className="mt-2 space-y-2">
            {costs.attributions.map(({ id, why, lines, amount, exact }) => (
              <li key={id} className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-3">
                <span className="break-words">{why}</span>
                <span className="text-right font-medium" title={exact}>
                  {amount}
                </span>
                <span className="col-span-2 truncate text-text-3" title={lines}>
                  {lines}
                </span>
              </li>
            ))}
          </ul>
        </div>
      </div>
    </div>
  );
}
