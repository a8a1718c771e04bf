import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { marker, type NewMarker, timelineResponse } from "@/lib/contract/timeline.ts";
import { fetchAnswer, liveWhen, send, sendJson } from "./query-client.ts";

export type TimelineQuestion = { from: string; to: string; environment?: string | null };

/** What happened in a range: markers and versions, each with what it changed. */
export const timelineQuery = (question: TimelineQuestion) =>
  queryOptions({
    queryKey: ["timeline", question],
    queryFn: ({ signal }) =>
      fetchAnswer({ path: "/api/v1/timeline", params: question, schema: timelineResponse, signal }),
    placeholderData: keepPreviousData,
    meta: liveWhen(question.to),
  });

/** Says that something happened; what is left out concerns everything. Throws `ApiError`. */
export const createMarker = (body: Partial<NewMarker> & Pick<NewMarker, "kind" | "title">) =>
  sendJson({ method: "POST", path: "/api/v1/markers", body, schema: marker });

/** Takes a marker away. Throws `ApiError`. */
export const deleteMarker = (id: string) =>
  send({ method: "DELETE", path: `/api/v1/markers/${encodeURIComponent(id)}` });
