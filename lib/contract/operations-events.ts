import { eventsParams, eventsResponse } from "./events.ts";
import { type Operation, READ_ERRORS } from "./operation.ts";

/** What can be asked about messages. */
export const EVENTS: readonly Operation[] = [
  {
    method: "get",
    path: "/api/v1/events",
    summary: "Messages published and processed, by destination and consumer group",
    security: "key-or-session",
    query: eventsParams,
    response: { name: "Events", schema: eventsResponse },
    errors: READ_ERRORS,
  },
];
