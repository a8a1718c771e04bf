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
import { breakersQuery } from "@/lib/client/breakers.ts";
import { breakerCondition } from "@/lib/view/breaker-condition.ts";
import { breakerFigures, breakerTracks } from "@/lib/view/breaker-figures.ts";
import { breakerRows } from "@/lib/view/breaker-rows.ts";
import { transitionRows } from "@/lib/view/breaker-transitions.ts";
import { periodBefore } from "@/lib/view/change.ts";
import { breakerColumns, CompactBreaker } from "./breaker-columns.tsx";
import { BreakerPanel } from "./breaker-panel.tsx";
import { BreakerTiles } from "./breaker-tiles.tsx";
import { BreakerTransitions } from "./breaker-transitions.tsx";
import { StateLanes } from "./state-lanes.tsx";

const NOW_STEP_MS = 10_000;

/** Which circuit breakers are not closed, since when, what tripped them and what that cost. */
export function BreakersView() {
  const { bar } = useBar();
  const zone = useZone();
  const nowMs = useNow(NOW_STEP_MS);
  const [selected, select] = useQueryState("breaker", parseAsString);
  const question = useQuery(breakersQuery(concernQuestion(bar)));
  const { data } = question;
  const rows = useMemo(() => data && breakerRows(data), [data]);
  const columns = useMemo(() => breakerColumns(zone), [zone]);
  const charts = data && rows && breakerTracks(data, rows, nowMs);
  const changes = data && rows && transitionRows(rows, Math.min(Date.parse(data.to), nowMs));
  const before = data ? periodBefore(Date.parse(data.to) - Date.parse(data.from)) : "";
  const opened = rows?.find(({ id }) => id === selected);
  return (
    <ConcernPage
      question={question}
      label="Breakers"
      missing="How the circuit breakers do is not known."
      condition={rows ? breakerCondition(rows, zone) : null}
      figures={rows ? breakerFigures(rows, before) : null}
      empty={
        rows?.length === 0 ? { title: "Circuit breakers appear here", children: HOW } : undefined
      }
    >
      {charts && rows && changes && (
        <>
          <BreakerTiles rows={rows} onOpen={(id) => void select(id)} />
          <ConcernTracks concern="breakers" label="Breakers over time" {...charts}>
            <StateLanes rows={rows} />
          </ConcernTracks>
          <ConcernTable
            title="Breakers"
            things="breakers"
            rows={rows}
            columns={columns}
            compact={(row) => <CompactBreaker row={row} />}
            sortParam="sort"
            selectedId={selected}
            onOpen={(row) => void select(row.id)}
          />
          <BreakerTransitions rows={changes} zone={zone} />
          {opened && (
            <BreakerPanel
              row={opened}
              changes={changes}
              times={charts.times}
              zone={zone}
              onClose={() => void select(null)}
            />
          )}
        </>
      )}
    </ConcernPage>
  );
}

const HOW = (
  <>
    <p>
      Their state, their calls by outcome and what tripped them. Resilience4j, Polly, Failsafe,
      Envoy and opossum-prometheus are understood as they are. In Node:
    </p>
    <pre className="mt-2 whitespace-pre-wrap break-words rounded-2 bg-surface-2 p-3 text-12">{`import { instrumentOpossum } from "@headroom/sdk/breaker-adapters";
import { createCircuitBreaker } from "@headroom/sdk/circuit-breaker";

const payments = createCircuitBreaker({ name: "payments" });
await payments.execute(() => fetch("https://payments.example"));

instrumentOpossum(circuit);`}</pre>
  </>
);
