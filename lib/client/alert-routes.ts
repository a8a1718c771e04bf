import { queryOptions } from "@tanstack/react-query";
import { alertRoutingResponse, type NewAlertRouting } from "@/lib/contract/alert-routes.ts";
import { fetchAnswer, sendJson } from "./query-client.ts";

const PATH = "/api/v1/alert-routes";

/** Where alerts go. */
export const alertRoutesQuery = () =>
  queryOptions({
    queryKey: ["alert-routes"],
    queryFn: ({ signal }) => fetchAnswer({ path: PATH, schema: alertRoutingResponse, signal }),
  });

/** Replaces the routes; of another version than the given one they are left alone. */
export const saveAlertRoutes = (body: NewAlertRouting) =>
  sendJson({ method: "PUT", path: PATH, body, schema: alertRoutingResponse });
