"use client";

import { X } from "lucide-react";
import Link from "next/link";
import type { Bar } from "@/components/frame/bar-state.ts";
import { useHref } from "@/components/frame/use-bar.ts";
import { StatusIcon } from "@/components/ui/status-icon.tsx";
import type { ServiceRow } from "@/lib/view/service-rows.ts";
import { iconOf } from "@/lib/view/service-status.ts";
import type { RequestFilters } from "./requests-state.ts";

type Props = {
  bar: Bar;
  /** The service in every environment that it stands in. */
  rows: readonly ServiceRow[];
  filters: RequestFilters;
  onFilters: (change: Partial<RequestFilters>) => void;
};

const NAMES = {
  route: "route",
  method: "method",
  status: "status",
  instance: "instance",
  version: "version",
} as const;

const FILTER_KEYS = ["method", "route", "status", "instance", "version"] as const;

/** What is shown: environment, version, and what the page is narrowed to, each with its way out. */
export function RequestsHeading({ bar, rows, filters, onFilters }: Props) {
  const row = rows.find((candidate) => candidate.environment === bar.environment) ?? rows[0];
  const facts =
    bar.service === null
      ? []
      : [bar.service, row?.namespace, row?.environment, row?.version].filter(Boolean);
  const active = FILTER_KEYS.filter((key) => filters[key] !== null);
  if (facts.length === 0 && active.length === 0) return null;
  return (
    <div className="mb-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-12 text-text-3">
      {facts.length > 0 && <span>{facts.join(" · ")}</span>}
      {bar.service !== null && rows.length > 1 && <OtherEnvironments bar={bar} rows={rows} />}
      {active.map((key) => (
        <button
          key={key}
          type="button"
          onClick={() => onFilters({ [key]: null })}
          aria-label={`Remove ${NAMES[key]} ${filters[key]}`}
          className="control inline-flex items-center gap-1 rounded-2 border border-line bg-surface px-2 text-text hover:bg-surface-3"
        >
          <span className="text-text-3">{NAMES[key]}</span>
          {filters[key] || "none"}
          <X size={12} aria-hidden />
        </button>
      ))}
    </div>
  );
}

function OtherEnvironments({ bar, rows }: Pick<Props, "bar" | "rows">) {
  const hrefOf = useHref();
  return (
    <span className="inline-flex flex-wrap items-center gap-2">
      also in
      {rows
        .filter((row) => row.environment !== bar.environment)
        .map((row) => (
          <Link
            key={row.id}
            href={hrefOf("/requests", { environment: row.environment })}
            className="inline-flex items-center gap-1 text-text-2 underline decoration-dashed underline-offset-4"
          >
            <StatusIcon status={iconOf(row.status)} size={12} />
            {row.environment || "no environment"}
          </Link>
        ))}
    </span>
  );
}
