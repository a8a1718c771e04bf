"use client";

import { useQuery } from "@tanstack/react-query";
import { parseAsString, useQueryState } from "nuqs";
import { useMemo } from "react";
import { useNow } from "@/components/frame/now.tsx";
import { useZone } from "@/components/frame/preferences.tsx";
import { useBar, useHref } from "@/components/frame/use-bar.ts";
import { useOverview } from "@/components/frame/use-overview.ts";
import { useServices } from "@/components/frame/use-services.ts";
import { Card } from "@/components/ui/card.tsx";
import { Condition, ConditionSkeleton } from "@/components/ui/condition.tsx";
import { CopyLink } from "@/components/ui/copy-link.tsx";
import { FigureStrip, FigureStripSkeleton } from "@/components/ui/figure-strip.tsx";
import { QueryError } from "@/components/ui/query-error.tsx";
import { Reloading } from "@/components/ui/states.tsx";
import { requestsQuery } from "@/lib/client/requests.ts";
import { concernFigures } from "@/lib/view/overview-concern-figures.ts";
import { overviewCondition } from "@/lib/view/overview-condition.ts";
import { overviewFigures } from "@/lib/view/overview-figures.ts";
import { toOverviewRows } from "@/lib/view/overview-rows.ts";
import { describeRange, isPast, rangeLength, relativeLength } from "@/lib/view/ranges.ts";
import { allRequestsQuestion } from "./questions.ts";
import { useConcernHrefOf, useServiceHref } from "./service-links.ts";
import { ServicePanel } from "./service-panel.tsx";
import { ServicesTable, ServicesTableSkeleton } from "./services-table.tsx";
import { WhatChanged } from "./what-changed.tsx";

const NOW_STEP_MS = 10_000;

/** Is something wrong, where, and since when: every service on one page. */
export function Overview() {
  const { bar } = useBar();
  const zone = useZone();
  const nowMs = useNow(NOW_STEP_MS);
  const hrefOf = useServiceHref();
  const concernHref = useConcernHrefOf();
  const told = useOverview();
  const services = useServices();
  const all = useQuery(requestsQuery(allRequestsQuestion(bar)));
  const [openId, setOpenId] = useQueryState("open", parseAsString);

  const rows = useMemo(
    () =>
      services.rows?.filter(
        (row) =>
          (bar.service === null || row.service === bar.service) &&
          (bar.namespace === null || row.namespace === bar.namespace),
      ) ?? null,
    [services.rows, bar.service, bar.namespace],
  );
  const concerns = useMemo(
    () =>
      (told ?? []).filter(
        (one) =>
          (bar.service === null || one.service === bar.service) &&
          (bar.namespace === null || one.namespace === bar.namespace),
      ),
    [told, bar.service, bar.namespace],
  );
  const pageHref = useHref();
  const figures = useMemo(
    () =>
      rows && all.data
        ? overviewFigures({
            ...{ all: all.data, rows, compared: bar.compare === "previous", hrefOf },
            concerns: concernFigures(concerns, (concern) => pageHref(`/${concern}`)),
          })
        : null,
    [rows, all.data, bar.compare, hrefOf, concerns, pageHref],
  );
  const tableRows = useMemo(
    () => (rows ? toOverviewRows(rows, concerns, zone) : null),
    [rows, concerns, zone],
  );
  const opened = tableRows?.find((row) => row.id === openId) ?? null;
  const length = relativeLength(bar);
  const what = length ? rangeLength(length) : describeRange(bar, { nowMs, zone }).span;

  if (services.error && !rows) {
    return (
      <Card>
        <QueryError
          error={services.error}
          missing="The services of this range are not known."
          onRetry={services.retry}
        />
      </Card>
    );
  }
  return (
    <>
      {rows ? (
        <Condition
          condition={overviewCondition(rows, {
            ...{ nowMs, zone, past: isPast(bar), hrefOf },
            concerns: { services: concerns, hrefOf: concernHref },
          })}
          actions={<CopyLink range={services.range} />}
        />
      ) : (
        <ConditionSkeleton />
      )}
      {figures ? (
        <FigureStrip figures={figures} label="All services" />
      ) : (
        <FigureStripSkeleton cells={5} />
      )}
      <Reloading active={services.reloading} what={what}>
        <div className="grid items-start gap-4 desk:grid-cols-[minmax(0,1fr)_272px]">
          {tableRows ? (
            <ServicesTable
              rows={tableRows}
              untilMs={services.untilMs}
              selectedId={openId}
              onOpen={(row) => void setOpenId(row.id)}
            />
          ) : (
            <ServicesTableSkeleton />
          )}
          {rows && (
            <WhatChanged
              rows={rows}
              events={services.events}
              untilMs={services.untilMs}
              onOpen={(row) => void setOpenId(row.id)}
            />
          )}
        </div>
      </Reloading>
      <ServicePanel row={opened} untilMs={services.untilMs} onClose={() => void setOpenId(null)} />
    </>
  );
}
