import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { drawnQuestion } from "@/components/concern/concern-state.ts";
import { Prefetched } from "@/components/frame/prefetched.tsx";
import { eventsQuery } from "@/lib/client/events.ts";
import { eventsParams } from "@/lib/contract/events.ts";
import { queryEvents } from "@/lib/query/events.ts";
import { authorisePage } from "@/lib/web/page-access.ts";
import { prefetchConcern } from "../prefetch-concern.ts";
import { EventsView } from "./_components/events-view.tsx";

export const metadata: Metadata = { title: "Events" };

const PAGE = {
  concern: "events",
  question: drawnQuestion,
  client: eventsQuery,
  params: eventsParams,
  query: queryEvents,
} as const;

export default async function EventsPage({
  searchParams,
}: {
  searchParams: Promise<SearchParams>;
}) {
  const principal = await authorisePage("/events");
  const state = await prefetchConcern(PAGE, { principal, searchParams });
  return (
    <Prefetched state={state}>
      <EventsView />
    </Prefetched>
  );
}
