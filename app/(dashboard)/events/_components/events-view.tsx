"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { ConcernPage } from "@/components/concern/concern-page.tsx";
import { concernQuestion } from "@/components/concern/concern-state.ts";
import { ConcernTable } from "@/components/concern/concern-table.tsx";
import { ConcernTracks } from "@/components/concern/concern-tracks.tsx";
import { useNow } from "@/components/frame/now.tsx";
import { useBar } from "@/components/frame/use-bar.ts";
import { eventsQuery } from "@/lib/client/events.ts";
import { eventCondition, eventFigures, eventRows, eventTracks } from "@/lib/view/event-page.ts";
import { CompactEvent, EVENT_COLUMNS } from "./event-columns.tsx";

const NOW_STEP_MS = 10_000;

/** Which messages are lost, late or fail, by destination and consumer group. */
export function EventsView() {
  const { bar } = useBar();
  const nowMs = useNow(NOW_STEP_MS);
  const question = useQuery(eventsQuery(concernQuestion(bar)));
  const { data } = question;
  const rows = useMemo(() => data && eventRows(data), [data]);
  const charts = data && rows && eventTracks(data, rows, nowMs);
  return (
    <ConcernPage
      question={question}
      label="Events"
      missing="What is published and processed is not known."
      condition={rows ? eventCondition(rows) : null}
      figures={rows ? eventFigures(rows) : null}
      empty={rows?.length === 0 ? { title: "Messages appear here", children: HOW } : undefined}
    >
      {charts && rows && (
        <>
          <ConcernTracks label="Events over time" {...charts} />
          <ConcernTable
            title="Destinations"
            things="destinations"
            rows={rows}
            columns={EVENT_COLUMNS}
            compact={(row) => <CompactEvent row={row} />}
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
      What is published, processed, failed and given up, and how long it waits, from the metrics
      <code> messaging.*</code> of any OpenTelemetry instrumentation. In Node:
    </p>
    <pre className="mt-2 whitespace-pre-wrap break-words rounded-2 bg-surface-2 p-3 text-12">{`import { createEventBus } from "@headroom/sdk/event-bus";

const bus = createEventBus<{ mails: { to: string } }>();
await bus.subscribe("mails", "sender", async ({ payload }) => send(payload.to));
await bus.publish("mails", { to: "a@example.com" });`}</pre>
  </>
);
