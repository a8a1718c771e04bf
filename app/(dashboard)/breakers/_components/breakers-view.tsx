"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { ConcernPage } from "@/components/concern/concern-page.tsx";
import { concernQuestion } from "@/components/concern/concern-state.ts";
import { ConcernTable } from "@/components/concern/concern-table.tsx";
import { ConcernTracks } from "@/components/concern/concern-tracks.tsx";
import { useNow } from "@/components/frame/now.tsx";
import { useZone } from "@/components/frame/preferences.tsx";
import { useBar } from "@/components/frame/use-bar.ts";
import { breakersQuery } from "@/lib/client/breakers.ts";
import {
  breakerCondition,
  breakerFigures,
  breakerRows,
  breakerTracks,
} from "@/lib/view/breaker-page.ts";
import { breakerColumns, CompactBreaker } from "./breaker-columns.tsx";
import { StateLanes } from "./state-lanes.tsx";

const NOW_STEP_MS = 10_000;

/** Which circuit breakers are not closed, since when, and what that cost. */
export function BreakersView() {
  const { bar } = useBar();
  const zone = useZone();
  const nowMs = useNow(NOW_STEP_MS);
  const question = useQuery(breakersQuery(concernQuestion(bar)));
  const { data } = question;
  const rows = useMemo(() => data && breakerRows(data), [data]);
  const columns = useMemo(() => breakerColumns(zone), [zone]);
  const charts = data && rows && breakerTracks(data, rows, nowMs);
  return (
    <ConcernPage
      question={question}
      label="Breakers"
      missing="How the circuit breakers do is not known."
      condition={rows ? breakerCondition(rows, zone) : null}
      figures={rows ? breakerFigures(rows) : null}
      empty={
        rows?.length === 0 ? { title: "Circuit breakers appear here", children: HOW } : undefined
      }
    >
      {charts && rows && (
        <>
          <ConcernTracks label="Breakers over time" {...charts}>
            <StateLanes rows={rows} />
          </ConcernTracks>
          <ConcernTable
            title="Breakers"
            things="breakers"
            rows={rows}
            columns={columns}
            compact={(row) => <CompactBreaker row={row} />}
            sortParam="sort"
          />
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
