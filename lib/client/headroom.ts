import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { headroomResponse } from "@/lib/contract/headroom.ts";
import { fetchAnswer, liveWhen } from "./query-client.ts";

/** What Headroom says of itself: freshness, intake, jobs, disk and its process. */
export const headroomQuery = (question: { from: string; to: string }) =>
  queryOptions({
    queryKey: ["headroom", question],
    queryFn: ({ signal }) =>
      fetchAnswer({ path: "/api/v1/headroom", params: question, schema: headroomResponse, signal }),
    placeholderData: keepPreviousData,
    meta: liveWhen(question.to),
  });
