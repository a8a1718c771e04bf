"use client";

import clsx from "clsx";
import Link from "next/link";
import type { ReactNode } from "react";
import { Sparkline } from "@/components/charts/sparkline.tsx";
import { StatusIcon, statusText } from "@/components/ui/status-icon.tsx";
import { Value } from "@/components/ui/value.tsx";
import type { OverviewConcern } from "@/lib/contract/overview.ts";
import { formatRatio } from "@/lib/view/format.ts";
import { formatMoney } from "@/lib/view/money.ts";
import type { ConcernHref } from "@/lib/view/overview-cause.ts";
import {
  breakersCell,
  type ConcernCell,
  cacheCourse,
  limitsCell,
  saturationCell,
} from "@/lib/view/overview-cells.ts";
import type { OverviewRow } from "@/lib/view/overview-rows.ts";

type Props = { row: OverviewRow; hrefOf: ConcernHref };

const isTrouble = (status: string): status is "warning" | "critical" =>
  status === "warning" || status === "critical";

/** A figure that leads to its concern's page of this service; the row itself does something else. */
function Evidence({
  row,
  hrefOf,
  concern,
  children,
}: Props & { concern: OverviewConcern; children: ReactNode }) {
  return (
    <Link
      href={hrefOf(concern, row)}
      onClick={(event) => event.stopPropagation()}
      className="inline-flex items-center gap-1.5 whitespace-nowrap hover:underline max-tablet:min-h-11"
    >
      {children}
    </Link>
  );
}

const nothing = <span className="text-text-3">–</span>;

/** The share that all layers of a service's caches answer, marked when one of them fell. */
export function CachesCell({ row, hrefOf }: Props) {
  const caches = row.concerns?.caches;
  if (!caches) return nothing;
  const { status, hitRatio } = caches;
  return (
    <Evidence row={row} hrefOf={hrefOf} concern="caches">
      <Sparkline
        values={cacheCourse(caches)}
        tone={isTrouble(status) ? status : "calm"}
        width={32}
        height={16}
        bare
        className="max-[1679px]:hidden"
      />
      {isTrouble(status) && <StatusIcon status={status} size={12} />}
      <Value figure={formatRatio(hitRatio)} className={statusText(status)} />
    </Evidence>
  );
}

/** What is loud with its icon, and the rest; where nothing is loud the rest is all there is. */
function Words({ cell, restClass = "" }: { cell: ConcernCell; restClass?: string }) {
  const { status, loud, rest } = cell;
  return (
    <>
      {loud !== "" && status !== "ok" && <StatusIcon status={status} size={12} />}
      {loud !== "" && <span className={clsx("font-medium", statusText(status))}>{loud}</span>}
      <span className={clsx("text-text-2", loud !== "" && restClass)}>{rest}</span>
    </>
  );
}

/** How many breakers of a service are not closed. */
export function BreakersCell({ row, hrefOf }: Props) {
  const cell = breakersCell(row.concerns?.breakers ?? null);
  if (!cell) return nothing;
  return (
    <Evidence row={row} hrefOf={hrefOf} concern="breakers">
      <Words cell={cell} />
    </Evidence>
  );
}

/** How many requests a service's limits refused. */
export function LimitsCell({ row, hrefOf }: Props) {
  const cell = limitsCell(row.concerns?.limits ?? null);
  if (!cell) return nothing;
  return (
    <Evidence row={row} hrefOf={hrefOf} concern="limits">
      <Words cell={cell} restClass="max-[1679px]:hidden" />
    </Evidence>
  );
}

const BAR_WIDTH = 28;

/** What a service uses most of, against its limit. */
export function SaturationCell({ row, hrefOf }: Props) {
  const cell = saturationCell(row.concerns?.resources ?? null);
  if (!cell) return nothing;
  const { status, name, ratio, whose } = cell;
  return (
    <Evidence row={row} hrefOf={hrefOf} concern="resources">
      {status === "warning" && <StatusIcon status={status} size={12} />}
      <span className={clsx("text-text-2", statusText(status))} title={whose}>
        {name}
      </span>
      <span
        aria-hidden
        className="h-1.5 overflow-hidden rounded-1 bg-surface-3 max-[1679px]:hidden"
        style={{ width: BAR_WIDTH }}
      >
        <span
          className={clsx(
            "block h-full",
            status === "warning" ? "bg-warning-fill" : "bg-unknown-fill",
          )}
          style={{ width: Math.min(1, ratio) * BAR_WIDTH }}
        />
      </span>
      <Value figure={formatRatio(ratio)} className={statusText(status)} />
    </Evidence>
  );
}

/** What bills give to a service; the page of costs says how that is known. */
export function CostCell({ row }: Pick<Props, "row">) {
  const costs = row.concerns?.costs;
  if (!costs) return nothing;
  return (
    <Link
      href="/costs"
      onClick={(event) => event.stopPropagation()}
      title={`${costs.total} ${costs.currency}`}
      className="whitespace-nowrap hover:underline"
    >
      {formatMoney(costs.total, costs.currency)}
    </Link>
  );
}

/** Of a row at 390 px, what its concerns tell that is not well: figures with icon and word. */
export function ConcernMarks({ row }: { row: OverviewRow }) {
  const breakers = breakersCell(row.concerns?.breakers ?? null);
  const limits = limitsCell(row.concerns?.limits ?? null);
  const saturation = saturationCell(row.concerns?.resources ?? null);
  const caches = row.concerns?.caches;
  const marks = [
    caches && { status: caches.status, text: `cache ${formatRatio(caches.hitRatio).value} %` },
    breakers && { status: breakers.status, text: `${breakers.loud} ${breakers.rest}` },
    limits && { status: limits.status, text: `${limits.loud} limited` },
    saturation && {
      status: saturation.status,
      text: `${saturation.name} ${formatRatio(saturation.ratio).value} %`,
    },
  ].filter((mark) => mark !== null && mark !== undefined && isTrouble(mark.status));
  if (marks.length === 0) return null;
  return (
    <span className="mt-0.5 flex flex-wrap gap-x-3 text-12">
      {marks.map((mark) =>
        mark ? (
          <span key={mark.text} className="flex items-center gap-1">
            <StatusIcon status={mark.status} size={11} />
            <span className={statusText(mark.status)}>{mark.text}</span>
          </span>
        ) : null,
      )}
    </span>
  );
}
