"use client";

import { useQuery } from "@tanstack/react-query";
import { parseAsString, useQueryState } from "nuqs";
import { useMemo } from "react";
import { ConcernPage } from "@/components/concern/concern-page.tsx";
import { concernQuestion } from "@/components/concern/concern-state.ts";
import { ConcernTable } from "@/components/concern/concern-table.tsx";
import { ConcernTracks } from "@/components/concern/concern-tracks.tsx";
import { useNow } from "@/components/frame/now.tsx";
import { useZone } from "@/components/frame/preferences.tsx";
import { useBar, useHref } from "@/components/frame/use-bar.ts";
import { databasesQuery } from "@/lib/client/databases.ts";
import type { DatabaseTrouble } from "@/lib/domain/database-troubles.ts";
import { periodBefore } from "@/lib/view/change.ts";
import { databaseFigures, databaseTracks } from "@/lib/view/database-charts.ts";
import { nPlusOneHref } from "@/lib/view/database-words.ts";
import { databasesCondition, toDatabaseRows } from "@/lib/view/databases.ts";
import { CompactDatabase, toDatabaseColumns } from "./database-columns.tsx";
import { DatabasePanel } from "./database-panel.tsx";
import { HowTo } from "./how-to.tsx";
import { NPlusOneCard } from "./n-plus-one-card.tsx";
import { PoolsCard } from "./pools-card.tsx";
import { ReplicasCard } from "./replicas-card.tsx";
import { StatementsCard } from "./statements-card.tsx";

const NOW_STEP_MS = 10_000;

/** What services ask their databases, how long it takes, and what stands in the way. */
export function DatabasesView() {
  const { bar } = useBar();
  const zone = useZone();
  const hrefOf = useHref();
  const nowMs = useNow(NOW_STEP_MS);
  const [selected, select] = useQueryState("database", parseAsString);
  const answer = useQuery(databasesQuery(concernQuestion(bar)));
  const { data } = answer;
  const rows = useMemo(() => (data ? toDatabaseRows(data) : null), [data]);
  const columns = useMemo(() => toDatabaseColumns(zone), [zone]);
  const charts = useMemo(
    () => (data && rows ? databaseTracks(data, rows, nowMs) : null),
    [data, rows, nowMs],
  );
  const before = data ? periodBefore(Date.parse(data.to) - Date.parse(data.from)) : "";
  const opened = rows?.find(({ id }) => id === selected) ?? null;
  const troubleHref = (trouble: DatabaseTrouble) =>
    trouble.kind === "n-plus-one"
      ? nPlusOneHref({ ...trouble, service: trouble.key.service }, hrefOf)
      : hrefOf("/databases", { service: trouble.key.service, namespace: trouble.key.namespace });
  const isEmpty =
    data !== undefined && data.groups.length + data.pools.length + data.replicas.length === 0;
  return (
    <ConcernPage
      question={answer}
      label="Databases"
      missing="What databases were asked is not known."
      condition={data ? databasesCondition(data, { zone, hrefOf: troubleHref }) : null}
      figures={data && rows ? databaseFigures(data, rows, before) : null}
      empty={isEmpty ? { title: "No database was asked", children: <HowTo /> } : undefined}
    >
      {charts && (
        <ConcernTracks
          concern="databases"
          label="Databases over time"
          times={charts.times}
          tracks={charts.tracks}
        />
      )}
      {rows && rows.length > 0 && (
        <ConcernTable
          title="Databases"
          things="databases"
          rows={rows}
          columns={columns}
          compact={(row) => <CompactDatabase row={row} zone={zone} />}
          sortParam="sort"
          selectedId={selected}
          onOpen={(row) => void select(row.id)}
        />
      )}
      {data && (
        <>
          <NPlusOneCard found={data.nPlusOnes} />
          <ReplicasCard nodes={data.replicas} />
          <PoolsCard pools={data.pools} />
        </>
      )}
      <StatementsCard />
      {opened && data && (
        <DatabasePanel row={opened} zone={zone} onClose={() => void select(null)} />
      )}
    </ConcernPage>
  );
}
