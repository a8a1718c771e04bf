import { eventsParams } from "@/lib/contract/events.ts";
import { queryEvents } from "@/lib/query/events.ts";
import { apiRoute } from "@/lib/web/http.ts";

export const GET = apiRoute("GET /api/v1/events", { query: eventsParams }, ({ query, nowMs }) =>
  queryEvents(query, nowMs),
);
