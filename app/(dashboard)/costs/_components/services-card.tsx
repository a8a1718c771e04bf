"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Card, CardHeader } from "@/components/ui/card.tsx";
import { type Column, DataTable } from "@/components/ui/data-table.tsx";
import { QueryError } from "@/components/ui/query-error.tsx";
import { RowsSkeleton } from "@/components/ui/states.tsx";
import { costServicesQuery } from "@/lib/client/costs.ts";
import type { Params } from "@/lib/client/query-client.ts";
import type { CostOfService, CostServicesResponse } from "@/lib/contract/cost-services.ts";
import { formatCount, formatRatio } from "@/lib/view/format.ts";
import { formatMoney } from "@/lib/view/money.ts";
import { MappingDialog } from "./mapping-dialog.tsx";

const MOST_LINES = 6;
const REASONS = {
  noRule: "no tag or rule tells whose it is",
  noRequests: "shared by requests, and none were counted",
  noCpu: "shared by CPU, and none was told",
} as const;

/** What each service costs, for 1,000 requests and for a user, and what no service was given. */
export function ServicesCard({ question }: { question: Params }) {
  const answer = useQuery(costServicesQuery(question));
  const [isMapping, setMapping] = useState(false);
  const { data, error } = answer;
  return (
    <Card>
      <CardHeader
        title="By your services"
        note="by tag, namespace or rule; with the unmapped part they add up to the bill"
        actions={
          <Button kind="bare" onClick={() => setMapping(true)}>
            Mapping rules
          </Button>
        }
      />
      {error && !data ? (
        <QueryError
          error={error}
          missing="What each service costs is not known."
          onRetry={() => void answer.refetch()}
        />
      ) : data ? (
        <>
          <DataTable
            label="Costs of services"
            rows={data.services}
            columns={columnsOf(data.currency ?? "")}
            rowId={({ namespace, service, environment }) =>
              JSON.stringify([namespace, service, environment])
            }
            sortParam="sort"
            compact={(row) => <Compact row={row} currency={data.currency ?? ""} />}
          />
          <Unmapped data={data} onMap={() => setMapping(true)} />
        </>
      ) : (
        <RowsSkeleton rows={5} />
      )}
      <MappingDialog
        open={isMapping}
        onClose={() => setMapping(false)}
        unmapped={data?.unmapped.lines.map(({ service }) => service) ?? []}
      />
    </Card>
  );
}

function Name({ row }: { row: CostOfService }) {
  return (
    <span className="flex items-baseline gap-2">
      <span className="truncate font-medium">{row.service}</span>
      <span className="truncate text-11 text-text-3">
        {[row.namespace, row.environment].filter(Boolean).join(", ")}
      </span>
    </span>
  );
}

const columnsOf = (currency: string): Column<CostOfService>[] => {
  const money = (
    id: string,
    header: string,
    pick: (row: CostOfService) => string | null,
    hint?: string,
  ): Column<CostOfService> => ({
    ...{ id, header, align: "right" },
    ...(hint && { hint }),
    sortBy: (row) => {
      const amount = pick(row);
      return amount === null ? null : Number(amount);
    },
    cell: (row) => <span title={pick(row) ?? undefined}>{formatMoney(pick(row), currency)}</span>,
  });
  return [
    {
      ...{ id: "service", header: "Service", className: "w-full max-w-0 min-w-40" },
      sortBy: ({ service }) => service,
      cell: (row) => <Name row={row} />,
    },
    money("total", "Total", ({ total }) => total),
    money("direct", "Own", ({ direct }) => direct, "Lines that a tag or rule gives it alone"),
    money("shared", "Shared", ({ shared }) => shared, "Its part of what several services share"),
    {
      ...{ id: "requests", header: "Requests", align: "right" },
      sortBy: ({ requestCount }) => requestCount,
      cell: ({ requestCount }) => formatCount(Math.round(requestCount)),
    },
    money("unit", "Per 1,000", ({ perThousandRequests }) => perThousandRequests),
    money("user", "Per user", ({ perUser }) => perUser, "Distinct users of the whole range"),
  ];
};

function Compact({ row, currency }: { row: CostOfService; currency: string }) {
  return (
    <span className="flex items-center gap-3">
      <span className="min-w-0 flex-1">
        <Name row={row} />
        <span className="block text-12 text-text-3">
          {formatMoney(row.perThousandRequests, currency)} per 1,000 requests
        </span>
      </span>
      <span className="font-semibold">{formatMoney(row.total, currency)}</span>
    </span>
  );
}

function Unmapped({ data, onMap }: { data: CostServicesResponse; onMap: () => void }) {
  const { unmapped, total } = data;
  const currency = data.currency ?? "";
  if (unmapped.lines.length === 0) {
    return (
      <p className="border-t border-line px-4 py-3 text-12 text-text-3">Every line is mapped.</p>
    );
  }
  const share = Number(total) === 0 ? null : Number(unmapped.total) / Number(total);
  return (
    <div className="border-t border-line px-4 py-3 text-12">
      <p className="flex flex-wrap items-center gap-2 text-13">
        <span className="font-medium">
          Not mapped to a service: {formatMoney(unmapped.total, currency)}
        </span>
        <span className="text-text-3">{formatRatio(share).value} % of the total</span>
        <Button kind="bare" className="ml-auto" onClick={onMap}>
          Map it
        </Button>
      </p>
      <ul aria-label="Unmapped lines" className="mt-1 space-y-1">
        {unmapped.lines.slice(0, MOST_LINES).map(({ service, amount, reason }) => (
          <li key={`${service} ${reason}`} className="flex gap-3">
            <span className="min-w-0 truncate">{service || "no service named"}</span>
            <span className="truncate text-text-3 max-tablet:hidden">{REASONS[reason]}</span>
            <span className="ml-auto font-medium" title={amount}>
              {formatMoney(amount, currency)}
            </span>
          </li>
        ))}
        {unmapped.lines.length > MOST_LINES && (
          <li className="text-text-3">{unmapped.lines.length - MOST_LINES} more, each smaller</li>
        )}
      </ul>
    </div>
  );
}
