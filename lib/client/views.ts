import { queryOptions } from "@tanstack/react-query";
import { type NewView, savedView, type ViewChange, viewsResponse } from "@/lib/contract/views.ts";
import { fetchAnswer, send, sendJson } from "./query-client.ts";

const pathOf = (id: string): string => `/api/v1/views/${encodeURIComponent(id)}`;

/** Every saved view that the reader may see, by name; `path` is the link that opens it. */
export const viewsQuery = () =>
  queryOptions({
    queryKey: ["views"],
    queryFn: ({ signal }) => fetchAnswer({ path: "/api/v1/views", schema: viewsResponse, signal }),
  });

/** Saves a page's path and parameters under a name. */
export const createView = (body: NewView) =>
  sendJson({ method: "POST", path: "/api/v1/views", body, schema: savedView });

/** Renames a view, or changes where it leads or who sees it. */
export const changeView = (id: string, body: ViewChange) =>
  sendJson({ method: "PUT", path: pathOf(id), body, schema: savedView });

/** Deletes a view for good. */
export const deleteView = (id: string) => send({ method: "DELETE", path: pathOf(id) });
