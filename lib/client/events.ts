import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { eventsResponse } from "@/lib/contract/events.ts";
import { fetchAnswer, liveWhen, type Params } from "./query-client.ts";

type Question = Params & { to: string };

/** Messages by destination and consumer group. */
export const eventsQuery = (question: Question) =>
  queryOptions({
    queryKey: ["events", question],
    queryFn: ({ signal }) =>
      fetchAnswer({ path: "/api/v1/events", params: question, schema: eventsResponse, signal }),
    placeholderData: keepPreviousData,
    meta: liveWhen(question.to),
  });
