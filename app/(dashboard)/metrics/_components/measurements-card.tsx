"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useZone } from "@/components/frame/preferences.tsx";
import { useBar, useHref } from "@/components/frame/use-bar.ts";
import { Card, CardHeader } from "@/components/ui/card.tsx";
import { type Column, DataTable } from "@/components/ui/data-table.tsx";
import { metricExemplarsQuery } from "@/lib/client/metrics.ts";
import type { MetricExemplarsResponse } from "@/lib/contract/metrics.ts";
import type { MetricsChart } from "@/lib/domain/chart-spec.ts";
import { formatTime } from "@/lib/view/time-format.ts";
import { type UnitFormat, writeWith } from "@/lib/view/unit-format.ts";

type Row = MetricExemplarsResponse["exemplars"][number];

const MOST = 20;

const idOf = (row: Row) => `${row.at} ${row.traceId} ${row.spanId} ${row.value}`;

/** Single measurements that the sender kept with their traces (exemplars), largest first. Without any: nothing. */
export function MeasurementsCard({ chart, unit }: { chart: MetricsChart; unit: UnitFormat }) {
  const { bar } = useBar();
  const zone = useZone();
  const hrefOf = useHref();
  const [query] = chart.queries;
  const answer = useQuery(
    metricExemplarsQuery({
      name: query?.name ?? "",
      from: bar.from,
      to: bar.to,
      filters: query?.filters ?? {},
    }),
  );
  const rows = (answer.data?.exemplars ?? [])
    .filter(({ traceId }) => traceId !== null)
    .toSorted((a, b) => b.value - a.value)
    .slice(0, MOST);
  if (rows.length === 0) return null;
  return (
    <Card>
      <CardHeader title="Measurements with their traces" note="exemplars, largest first" />
      <DataTable
        label="Measurements with their traces"
        rows={rows}
        columns={columnsOf({
          zone,
          write: writeWith(unit),
          traceHref: (id) => hrefOf(`/traces/${id}`),
        })}
        rowId={idOf}
        sortParam="measured"
        compact={(row) => (
          <Link href={hrefOf(`/traces/${row.traceId}`)} className="flex gap-3">
            <span className="font-medium">{writeWith(unit)(row.value)}</span>
            <span className="truncate text-text-2">{row.service}</span>
            <span className="ml-auto text-12 text-text-3">
              {formatTime(Date.parse(row.at), zone, "second")}
            </span>
          </Link>
        )}
      />
    </Card>
  );
}

type Context = {
  zone: string;
  write: (value: number | null) => string;
  traceHref: (traceId: string) => string;
};

const columnsOf = ({ zone, write, traceHref }: Context): Column<Row>[] => [
  {
    id: "time",
    header: "Time",
    sortBy: (row) => row.at,
    cell: (row) => formatTime(Date.parse(row.at), zone, "second"),
  },
  { id: "service", header: "Service", sortBy: (row) => row.service, cell: (row) => row.service },
  {
    id: "attributes",
    header: "Attributes",
    className: "max-w-0 w-1/2",
    cell: (row) => {
      const text = Object.entries(row.attributes)
        .map(([name, value]) => `${name}=${value}`)
        .join(", ");
      return (
        <span className="block truncate text-text-2" title={text}>
          {text || "–"}
        </span>
      );
    },
  },
  {
    id: "value",
    header: "Value",
    align: "right",
    sortBy: (row) => row.value,
    cell: (row) => <span className="font-medium">{write(row.value)}</span>,
  },
  {
    id: "trace",
    header: "Trace",
    align: "right",
    cell: (row) => (
      <Link
        href={traceHref(row.traceId ?? "")}
        className="font-mono text-12 text-accent hover:underline"
      >
        {row.traceId?.slice(0, 8)}…
      </Link>
    ),
  },
];
