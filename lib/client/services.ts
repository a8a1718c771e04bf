import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { servicesResponse } from "@/lib/contract/services.ts";
import { fetchAnswer, liveWhen } from "./query-client.ts";

export type ServicesQuestion = { from: string; to: string; environment?: string | null };

/** Every service of the range with its totals, its versions and when it was last heard. */
export const servicesQuery = (question: ServicesQuestion) =>
  queryOptions({
    queryKey: ["services", question],
    queryFn: ({ signal }) =>
      fetchAnswer({ path: "/api/v1/services", params: question, schema: servicesResponse, signal }),
    placeholderData: keepPreviousData,
    meta: liveWhen(question.to),
  });
