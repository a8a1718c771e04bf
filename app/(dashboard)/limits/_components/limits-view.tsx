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
import { useBar } from "@/components/frame/use-bar.ts";
import { limitsQuery } from "@/lib/client/limits.ts";
import { periodBefore } from "@/lib/view/change.ts";
import { limitFigures, limitsCondition, limitTracks, toLimitRows } from "@/lib/view/limits.ts";
import { CompactLimit, LIMIT_COLUMNS } from "./limit-columns.tsx";
import { LimitPanel } from "./limit-panel.tsx";

const NOW_STEP_MS = 10_000;

/** What rate limits let through, what they refused, and whom most. */
export function LimitsView() {
  const { bar } = useBar();
  const zone = useZone();
  const nowMs = useNow(NOW_STEP_MS);
  const [selected, select] = useQueryState("limit", parseAsString);
  const answer = useQuery(limitsQuery(concernQuestion(bar)));
  const { data } = answer;
  const rows = useMemo(() => (data ? toLimitRows(data) : null), [data]);
  const charts = useMemo(
    () => (data && rows ? limitTracks(data, rows, nowMs) : null),
    [data, rows, nowMs],
  );
  const before = data ? periodBefore(Date.parse(data.to) - Date.parse(data.from)) : "";
  const opened = rows?.find(({ id }) => id === selected) ?? null;
  return (
    <ConcernPage
      question={answer}
      label="Limits"
      missing="What rate limits refused is not known."
      condition={rows ? limitsCondition(rows, zone) : null}
      figures={rows ? limitFigures(rows, before) : null}
      empty={
        rows?.length === 0 ? { title: "No rate limit reported", children: <HowTo /> } : undefined
      }
    >
      {charts && (
        <ConcernTracks
          concern="limits"
          label="Limits over time"
          times={charts.times}
          tracks={charts.tracks}
        />
      )}
      {rows && (
        <ConcernTable
          title="Limits"
          things="limits"
          rows={rows}
          columns={LIMIT_COLUMNS}
          compact={(row) => <CompactLimit row={row} />}
          sortParam="sort"
          selectedId={selected}
          onOpen={(row) => void select(row.id)}
        />
      )}
      {opened && data && (
        <LimitPanel row={opened} keys={data.busiestKeys} onClose={() => void select(null)} />
      )}
    </ConcernPage>
  );
}

function HowTo() {
  return (
    <>
      <p>
        Limits appear with the first request that a limiter is asked about; answers of status 429
        appear by themselves.
      </p>
      <pre className="mt-3 whitespace-pre-wrap break-words rounded-2 bg-surface-2 p-3 text-12">
        {`import { createRateLimiter } from "@headroom/sdk/rate-limiter";
const limiter = createRateLimiter({ name: "api", requests: 100, windowSeconds: 60 });
app.use(limiter.middleware((request) => request.socket.remoteAddress ?? ""));`}
      </pre>
    </>
  );
}
