"use client";

import { useQuery } from "@tanstack/react-query";
import { parseAsString, useQueryState } from "nuqs";
import { useMemo } from "react";
import { ConcernPage } from "@/components/concern/concern-page.tsx";
import { drawnQuestion } from "@/components/concern/concern-state.ts";
import { ConcernTable } from "@/components/concern/concern-table.tsx";
import { ConcernTracks } from "@/components/concern/concern-tracks.tsx";
import { useNow } from "@/components/frame/now.tsx";
import { useZone } from "@/components/frame/preferences.tsx";
import { useBar } from "@/components/frame/use-bar.ts";
import { cachesQuery } from "@/lib/client/caches.ts";
import { toCacheRows } from "@/lib/view/cache-rows.ts";
import { cacheFigures, cachesCondition, cacheTracks } from "@/lib/view/caches.ts";
import { periodBefore } from "@/lib/view/change.ts";
import { CompactCache, toCacheColumns } from "./cache-columns.tsx";
import { CachePanel } from "./cache-panel.tsx";
import { WhoAnswers } from "./who-answers.tsx";

const NOW_STEP_MS = 10_000;

/** What caches answer, at which layer, how fast, and which of them answers less than usual. */
export function CachesView() {
  const { bar } = useBar();
  const zone = useZone();
  const nowMs = useNow(NOW_STEP_MS);
  const [selected, select] = useQueryState("cache", parseAsString);
  const answer = useQuery(cachesQuery(drawnQuestion(bar)));
  const { data } = answer;
  const rows = useMemo(() => (data ? toCacheRows(data) : null), [data]);
  const columns = useMemo(() => toCacheColumns(zone), [zone]);
  const charts = useMemo(
    () => (data && rows ? cacheTracks(data, rows, nowMs) : null),
    [data, rows, nowMs],
  );
  const before = data ? periodBefore(Date.parse(data.to) - Date.parse(data.from)) : "";
  const opened = rows?.find(({ id }) => id === selected) ?? null;
  const chain = data?.chains.find(
    ({ key }) => rows?.[0] && sameCache(key, (opened ?? rows[0]).key),
  );
  return (
    <ConcernPage
      question={answer}
      label="Caches"
      missing="What caches answer is not known."
      condition={rows ? cachesCondition(rows, zone) : null}
      figures={data && rows ? cacheFigures(data, rows, before) : null}
      empty={rows?.length === 0 ? { title: "No cache reported", children: <HowTo /> } : undefined}
    >
      {rows && chain && <WhoAnswers chain={chain} rows={rows} />}
      {charts && (
        <ConcernTracks
          concern="caches"
          label="Caches over time"
          times={charts.times}
          tracks={charts.tracks}
        />
      )}
      {rows && (
        <ConcernTable
          title="Caches"
          things="caches"
          rows={rows}
          columns={columns}
          compact={(row) => <CompactCache row={row} zone={zone} />}
          sortParam="sort"
          selectedId={selected}
          onOpen={(row) => void select(row.id)}
        />
      )}
      {opened && data && (
        <CachePanel row={opened} rows={rows ?? []} zone={zone} onClose={() => void select(null)} />
      )}
    </ConcernPage>
  );
}

type Named = { namespace: string; service: string; environment: string; cache: string };

const sameCache = (a: Named, b: Named): boolean =>
  a.cache === b.cache &&
  a.service === b.service &&
  a.namespace === b.namespace &&
  a.environment === b.environment;

function HowTo() {
  return (
    <>
      <p>Caches appear with the first look-up that a service reports, with either of these:</p>
      <pre className="mt-3 whitespace-pre-wrap break-words rounded-2 bg-surface-2 p-3 text-12">
        {`import { createLayeredCache } from "@headroom/sdk/layered-cache";
const users = createLayeredCache({ name: "users", ttlMs: 60_000 });
await users.getOrLoad(id, () => loadUser(id));

// or two plain counters of any OpenTelemetry SDK
meter.createCounter("cache.hits").add(1, { "cache.name": "users" });
meter.createCounter("cache.misses").add(1, { "cache.name": "users" });`}
      </pre>
    </>
  );
}
