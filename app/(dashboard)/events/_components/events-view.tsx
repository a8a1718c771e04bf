"use client";

import { useQuery } from "@tanstack/react-query";
import { parseAsString, useQueryState } from "nuqs";
import { useMemo } from "react";
import { ConcernPage } from "@/components/concern/concern-page.tsx";
import { drawnQuestion } from "@/components/concern/concern-state.ts";
import { ConcernTable } from "@/components/concern/concern-table.tsx";
import { ConcernTracks } from "@/components/concern/concern-tracks.tsx";
import { useNow } from "@/components/frame/now.tsx";
import { useBar } from "@/components/frame/use-bar.ts";
import { eventsQuery } from "@/lib/client/events.ts";
import { periodBefore } from "@/lib/view/change.ts";
import { eventCondition, eventFigures, eventRows, eventTracks } from "@/lib/view/event-page.ts";
import { CompactEvent, EVENT_COLUMNS } from "./event-columns.tsx";
import { EventPanel } from "./event-panel.tsx";

const NOW_STEP_MS = 10_000;

/** Which messages are lost, late or fail, by destination and consumer group. */
export function EventsView() {
  const { bar } = useBar();
  const nowMs = useNow(NOW_STEP_MS);
  const question = useQuery(eventsQuery(drawnQuestion(bar)));
  const { data } = question;
  const rows = useMemo(() => data && eventRows(data), [data]);
  const [selected, select] = useQueryState("destination", parseAsString);
  const before = data ? periodBefore(Date.parse(data.to) - Date.parse(data.from)) : "";
  const opened = rows?.find(({ id }) => id === selected);
  const charts = data && rows && eventTracks(data, rows, nowMs);
  return (
    <ConcernPage
      question={question}
      label="Events"
      missing="What is published and processed is not known."
      condition={rows ? eventCondition(rows) : null}
      figures={data && rows ? eventFigures(data, rows, before) : null}
      empty={rows?.length === 0 ? { title: "Messages appear here", children: HOW } : undefined}
    >
      {charts && rows && (
        <>
          <ConcernTracks concern="events" label="Events over time" {...charts} />
          <ConcernTable
            title="Destinations"
            things="destinations"
            rows={rows}
            columns={EVENT_COLUMNS}
            compact={(row) => <CompactEvent row={row} />}
            sortParam="sort"
            selectedId={selected}
            onOpen={(row) => void select(row.id)}
          />
          {opened && <EventPanel row={opened} rows={rows} onClose={() => void select(null)} />}
        </>
      )}
    </ConcernPage>
  );
}

const HOW = (
  <>
    <p>
      What is published, processed, failed and given up, and how long it waits, from the metrics
      <code> messaging.*</code> and the PRODUCER and CONSUMER spans of any OpenTelemetry
      instrumentation. In Node:
    </p>
    <pre className="mt-2 whitespace-pre-wrap break-words rounded-2 bg-surface-2 p-3 text-12">{`import { createEventBus } from "@headroom/sdk/event-bus";

const bus = createEventBus<{ mails: { to: string } }>();
await bus.subscribe("mails", "sender", async ({ payload }) => send(payload.to));
await bus.publish("mails", { to: "a@example.com" });`}</pre>
  </>
);
