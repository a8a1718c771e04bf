import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { concernQuestion } from "@/components/concern/concern-state.ts";
import { loadBar } from "@/components/frame/bar-state.ts";
import { Prefetched } from "@/components/frame/prefetched.tsx";
import { eventsQuery } from "@/lib/client/events.ts";
import { eventsParams } from "@/lib/contract/events.ts";
import { queryEvents } from "@/lib/query/events.ts";
import { authorisePage } from "@/lib/web/page-access.ts";
import { parseQuestion, prefetchPage } from "../prefetch.ts";
import { EventsView } from "./_components/events-view.tsx";

export const metadata: Metadata = { title: "Events" };

export default async function EventsPage({
  searchParams,
}: {
  searchParams: Promise<SearchParams>;
}) {
  const principal = await authorisePage("/events");
  const bar = await loadBar(searchParams);
  const nowMs = Date.now();
  const question = concernQuestion(bar);
  const state = await prefetchPage({
    principal,
    bar,
    questions: [],
    own: {
      concern: "events",
      prefetch: (client) =>
        client.prefetchQuery({
          ...eventsQuery(question),
          queryFn: () => queryEvents(parseQuestion(eventsParams, question), nowMs),
        }),
    },
    nowMs,
  });
  return (
    <Prefetched state={state}>
      <EventsView />
    </Prefetched>
  );
}
